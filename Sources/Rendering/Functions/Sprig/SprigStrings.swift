import TemplateLanguage
import Values

/// sprig's texts to texts, those on letter case and words excepted.
enum SprigStrings {
  static let all: [TemplateFunction] = [
    .sprig("hello", []) { _ throws(ValueError) in .string("Hello!") },
    .sprig("fail", [.string]) { a throws(ValueError) in
      throw ValueError(try a.bytes(0).string)
    },
    .sprig("abbrev", [.int, .string]) { a throws(ValueError) in
      .bytes(abbreviated(try a.bytes(1), left: 0, width: try a.whole(0)))
    },
    .sprig("abbrevboth", [.int, .int, .string]) { a throws(ValueError) in
      let (left, right) = (try a.whole(0), try a.whole(1))
      let text = try a.bytes(2)
      return .bytes(
        left > 0 && right < 7 ? text : abbreviated(text, left: left, width: right))
    },
    .sprig("trunc", [.int, .string], truncated),
    .sprig("substr", [.int, .int, .string], substring),
    .sprig("trim", [.string]) { a throws(ValueError) in .bytes(try a.bytes(0).trimmed) },
    .sprig("trimall", [.string, .string], trimAll),
    .sprig("trimAll", [.string, .string], trimAll),
    .sprig("trimSuffix", [.string, .string]) { a throws(ValueError) in
      let (suffix, text) = (try a.bytes(0), try a.bytes(1))
      return .bytes(text.hasSuffix(suffix) ? text[0..<(text.count - suffix.count)] : text)
    },
    .sprig("trimPrefix", [.string, .string]) { a throws(ValueError) in
      let (prefix, text) = (try a.bytes(0), try a.bytes(1))
      return .bytes(text.hasPrefix(prefix) ? text[prefix.count..<text.count] : text)
    },
    .sprig("repeat", [.int, .string], repeated),
    .sprig("nospace", [.string]) { a throws(ValueError) in
      .bytes(
        try a.bytes(0).mapRunes { $0.properties.isWhitespace ? "" : String($0) })
    },
    .sprig("contains", [.string, .string]) { a throws(ValueError) in
      .bool(try a.bytes(1).contains(try a.bytes(0)))
    },
    .sprig("hasPrefix", [.string, .string]) { a throws(ValueError) in
      .bool(try a.bytes(1).hasPrefix(try a.bytes(0)))
    },
    .sprig("hasSuffix", [.string, .string]) { a throws(ValueError) in
      .bool(try a.bytes(1).hasSuffix(try a.bytes(0)))
    },
    .sprig("quote", [.any], variadic: true) { a throws(ValueError) in
      .bytes(
        joined(a.filter { !$0.isSprigNil }.map { GoQuoting.quote($0.sprigText) }, by: " "))
    },
    .sprig("squote", [.any], variadic: true) { a throws(ValueError) in
      .bytes(
        joined(
          a.filter { !$0.isSprigNil }.map { Bytes("'") + GoFormat.sprint([$0]) + Bytes("'") },
          by: " "))
    },
    .sprig("cat", [.any], variadic: true) { a throws(ValueError) in
      // The words go through one format, as `%v` each with blanks between.
      .bytes(joined(a.filter { !$0.isSprigNil }.map { GoFormat.sprint([$0]) }, by: " "))
    },
    .sprig("indent", [.int, .string]) { a throws(ValueError) in
      .bytes(try indented(try a.bytes(1), by: try a.whole(0)))
    },
    .sprig("nindent", [.int, .string]) { a throws(ValueError) in
      .bytes(Bytes("\n") + (try indented(try a.bytes(1), by: try a.whole(0))))
    },
    .sprig("replace", [.string, .string, .string]) { a throws(ValueError) in
      .bytes(try a.bytes(2).replacing(try a.bytes(0), with: try a.bytes(1)))
    },
    .sprig("plural", [.string, .string, .int]) { a throws(ValueError) in
      .bytes(try a.int(2) == 1 ? try a.bytes(0) : try a.bytes(1))
    },
    .sprig("toString", [.any]) { a throws(ValueError) in .bytes(a[0].sprigText) },
    .volatileSprig("shuffle", [.string]) { a throws(ValueError) in
      .string(String(String.UnicodeScalarView(Runes(try a.bytes(0)).map(\.scalar).shuffled())))
    },
  ]

  /// The texts with a separator between them.
  static func joined(_ texts: [Bytes], by separator: Bytes) -> Bytes {
    var result = Bytes()
    for (index, text) in texts.enumerated() {
      if index > 0 { result.append(separator) }
      result.append(text)
    }
    return result
  }

  /// At most `width` bytes of a text from about `left` on, with dots where something is left out.
  private static func abbreviated(_ text: Bytes, left: Int, width: Int) -> Bytes {
    guard width >= 4, text.count > width else { return text }
    let room = width - 3
    let dots: Bytes = "..."
    var offset = Swift.min(left, text.count)
    if text.count - offset < room { offset = text.count - room }
    if offset <= 4 { return text[0..<room] + dots }
    if offset + room < text.count {
      return dots + abbreviated(text[offset..<text.count], left: 0, width: room)
    }
    return dots + text[(text.count - room)..<text.count]
  }

  private static func truncated(_ a: [Value]) throws(ValueError) -> Value {
    let (count, text) = (try a.whole(0), try a.bytes(1))
    if count < 0, text.count + count > 0 {
      return .bytes(text[(text.count + count)..<text.count])
    }
    return .bytes(count >= 0 && text.count > count ? text[0..<count] : text)
  }

  private static func substring(_ a: [Value]) throws(ValueError) -> Value {
    let (start, end, text) = (try a.whole(0), try a.whole(1), try a.bytes(2))
    let bounds = "runtime error: slice bounds out of range"
    if start < 0 {
      if end < 0 { throw ValueError("\(bounds) [:\(end)]") }
      if end > text.count { throw ValueError("\(bounds) [:\(end)] with length \(text.count)") }
      return .bytes(text[0..<end])
    }
    let stop = end < 0 || end > text.count ? text.count : end
    if start > stop { throw ValueError("\(bounds) [\(start):\(stop)]") }
    return .bytes(text[start..<stop])
  }

  private static func trimAll(_ a: [Value]) throws(ValueError) -> Value {
    let cutset = Set(Runes(try a.bytes(0)).map(\.scalar))
    return .bytes(try a.bytes(1).trimming(cutset.contains))
  }

  private static func repeated(_ a: [Value]) throws(ValueError) -> Value {
    let (count, text) = (try a.whole(0), try a.bytes(1))
    guard count >= 0 else { throw ValueError("strings: negative Repeat count") }
    if text.isEmpty { return .bytes(text) }
    try SprigLimit.check(bytes: TextLimit.product(count, text.count), "sprig_repeat")
    var result = Bytes()
    result.storage.reserveCapacity(count * text.count)
    for _ in 0..<count { result.append(text) }
    return .bytes(result)
  }

  private static func indented(_ text: Bytes, by width: Int) throws(ValueError) -> Bytes {
    guard width >= 0 else { throw ValueError("strings: negative Repeat count") }
    let lines = text.storage.reduce(1) { $0 + ($1 == 0x0A ? 1 : 0) }
    try SprigLimit.check(bytes: text.count + TextLimit.product(width, lines), "sprig_indent")
    let blanks = Bytes([UInt8](repeating: 0x20, count: width))
    return blanks + (try text.replacing("\n", with: Bytes("\n") + blanks))
  }
}

extension Bytes {
  /// Both one after the other.
  static func + (left: Bytes, right: Bytes) -> Bytes { Bytes(left.storage + right.storage) }
}
