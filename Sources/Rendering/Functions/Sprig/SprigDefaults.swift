import DataFormats
import TemplateLanguage
import Values

/// sprig's functions on empty values, and JSON.
enum SprigDefaults {
  static let all: [TemplateFunction] =
    [
      .sprig("default", [.any, .any], variadic: true) { a throws(ValueError) in
        a.count < 2 || a[1].isSprigEmpty ? a[0] : a[1]
      },
      .sprig("empty", [.any]) { a throws(ValueError) in .bool(a[0].isSprigEmpty) },
      .sprig("coalesce", [.any], variadic: true) { a throws(ValueError) in
        a.first { !$0.isSprigEmpty } ?? .null
      },
      .sprig("all", [.any], variadic: true) { a throws(ValueError) in
        .bool(!a.contains(where: \.isSprigEmpty))
      },
      .sprig("any", [.any], variadic: true) { a throws(ValueError) in
        .bool(a.contains { !$0.isSprigEmpty })
      },
      .sprig("ternary", [.any, .any, .bool]) { a throws(ValueError) in
        try a.bool(2) ? a[0] : a[1]
      },
      .sprig("fromJson", [.string]) { a throws(ValueError) in
        (try? DataFunctions.json(try a.bytes(0))) ?? .null
      },
      .sprig("mustFromJson", [.string]) { a throws(ValueError) in
        try DataFunctions.json(try a.bytes(0))
      },
    ] + writers

  private static let writers: [TemplateFunction] = [
    .sprig("toJson", [.any]) { a throws(ValueError) in
      .bytes((try? JSONWriter.marshal(a[0])) ?? Bytes())
    },
    .sprig("mustToJson", [.any]) { a throws(ValueError) in .bytes(try JSONWriter.marshal(a[0])) },
    .sprig("toPrettyJson", [.any]) { a throws(ValueError) in
      .bytes((try? JSONWriter.marshal(a[0], indent: "  ")) ?? Bytes())
    },
    .sprig("mustToPrettyJson", [.any]) { a throws(ValueError) in
      .bytes(try JSONWriter.marshal(a[0], indent: "  "))
    },
    .sprig("toRawJson", [.any]) { a throws(ValueError) in
      .bytes(try JSONWriter.marshal(a[0], escapesHTML: false))
    },
    .sprig("mustToRawJson", [.any]) { a throws(ValueError) in
      .bytes(try JSONWriter.marshal(a[0], escapesHTML: false))
    },
  ]
}
