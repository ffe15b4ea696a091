import TemplateLanguage
import Values

/// sprig's functions on types.
enum SprigTypes {
  static let all: [TemplateFunction] = [
    .sprig("typeOf", [.any]) { a throws(ValueError) in .string(a[0].goTypeName) },
    .sprig("typeIs", [.string, .any]) { a throws(ValueError) in
      .bool(try a.bytes(0).string == a[1].goTypeName)
    },
    .sprig("typeIsLike", [.string, .any]) { a throws(ValueError) in
      let name = try a.bytes(0).string
      return .bool(name == a[1].goTypeName || "*" + name == a[1].goTypeName)
    },
    .sprig("kindOf", [.any]) { a throws(ValueError) in .string(a[0].goKind) },
    .sprig("kindIs", [.string, .any]) { a throws(ValueError) in
      .bool(try a.bytes(0).string == a[1].goKind)
    },
    .sprig("deepEqual", [.any, .any]) { a throws(ValueError) in
      .bool(try SprigEquality.areEqual(a[0], a[1]))
    },
  ]
}
