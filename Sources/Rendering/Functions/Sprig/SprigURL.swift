import TemplateLanguage
import Values

/// A URL in Go's parts.
struct SprigURL {
  private var scheme = Bytes()
  private var opaque = Bytes()
  private var userinfo = Bytes()
  private var host = Bytes()
  private var path = Bytes()
  private var query = Bytes()
  private var fragment = Bytes()

  /// Takes a text apart as Go's `url.Parse` does.
  init(_ text: Bytes) throws(ValueError) {
    var rest = text
    if let mark = rest.storage.firstIndex(of: UInt8(ascii: "#")) {
      fragment = try SprigURL.decoded(rest[(mark + 1)..<rest.count], in: text)
      rest = rest[0..<mark]
    }
    if rest.storage.contains(where: { $0 < 0x20 || $0 == 0x7F }) {
      throw SprigURL.wrong(text, "net/url: invalid control character in URL")
    }
    try takeScheme(&rest, text)
    if let mark = rest.storage.firstIndex(of: UInt8(ascii: "?")) {
      query = rest[(mark + 1)..<rest.count]
      rest = rest[0..<mark]
    }
    if !rest.hasPrefix("/") {
      if !scheme.isEmpty {
        opaque = rest
        return
      }
      let segment = rest.storage.prefix { $0 != UInt8(ascii: "/") }
      if segment.contains(UInt8(ascii: ":")) {
        throw SprigURL.wrong(text, "first path segment in URL cannot contain colon")
      }
    }
    let hasAuthority = rest.hasPrefix("//") && (!scheme.isEmpty || !rest.hasPrefix("///"))
    if hasAuthority {
      let authority = Bytes(Array(rest.storage.dropFirst(2).prefix { $0 != UInt8(ascii: "/") }))
      rest = rest[(2 + authority.count)..<rest.count]
      try takeAuthority(authority, text)
    }
    path = try SprigURL.decoded(rest, in: text)
  }

  /// Puts a URL together from the map that `urlParse` makes.
  init(parts: MapValue) throws(ValueError) {
    func part(_ key: Bytes) throws(ValueError) -> Bytes {
      guard let value = parts[key] else { return Bytes() }
      if case .bytes(let text) = value { return text }
      if value.isSprigNil { throw SprigLimit.nilDereference }
      throw ValueError(
        "unable to parse \(key) key, must be of type string, but \(value.goKind) found")
    }
    scheme = try part("scheme")
    host = try part("host")
    path = try part("path")
    query = try part("query")
    opaque = try part("opaque")
    fragment = try part("fragment")
    userinfo = try part("userinfo")
  }

  var parts: Value {
    let hostname: Bytes
    if host.hasPrefix("["), let end = host.storage.lastIndex(of: UInt8(ascii: "]")) {
      hostname = host[1..<end]
    } else {
      hostname = host[0..<(host.storage.lastIndex(of: UInt8(ascii: ":")) ?? host.count)]
    }
    let entries: [(Bytes, Bytes)] = [
      ("scheme", scheme), ("host", host), ("hostname", hostname), ("path", path),
      ("query", query), ("opaque", opaque), ("fragment", fragment), ("userinfo", userinfo),
    ]
    return .map(
      MapValue(entries.map { ($0, .bytes($1)) }, valueType: .any, isMutable: true))
  }

  var text: Value {
    var text = scheme
    if !scheme.isEmpty { text.append(":") }
    if !opaque.isEmpty {
      text.append(opaque)
    } else {
      let hasAuthority = !host.isEmpty || !userinfo.isEmpty
      if hasAuthority || !scheme.isEmpty && !path.isEmpty { text.append("//") }
      if !userinfo.isEmpty {
        text.append(userinfo)
        text.append("@")
      }
      text.append(SprigURL.encoded(host, safe: "!$&'()*+,;=:[]<>\""))
      if !path.isEmpty, !path.hasPrefix("/"), !host.isEmpty { text.append("/") }
      let segment = path.storage.prefix { $0 != UInt8(ascii: "/") }
      if text.isEmpty, segment.contains(UInt8(ascii: ":")) { text.append("./") }
      text.append(path == "*" ? path : SprigURL.encoded(path, safe: "$&+,/:;=@"))
    }
    if !query.isEmpty {
      text.append("?")
      text.append(query)
    }
    if !fragment.isEmpty {
      text.append("#")
      text.append(SprigURL.encoded(fragment, safe: "$&+,/:;=?@!()*"))
    }
    return .bytes(text)
  }

  private mutating func takeScheme(_ rest: inout Bytes, _ text: Bytes) throws(ValueError) {
    for (position, byte) in rest.storage.enumerated() {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): continue
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"),
        UInt8(ascii: "."):
        if position == 0 { return }
      case UInt8(ascii: ":"):
        if position == 0 { throw SprigURL.wrong(text, "missing protocol scheme") }
        scheme = LetterCase.lower(rest[0..<position])
        rest = rest[(position + 1)..<rest.count]
        return
      default: return
      }
    }
  }

  private mutating func takeAuthority(_ authority: Bytes, _ text: Bytes) throws(ValueError) {
    var rest = authority
    if let at = rest.storage.lastIndex(of: UInt8(ascii: "@")) {
      let allowed = Set("-._:~!$&'()*+,;=%@".utf8)
      userinfo = rest[0..<at]
      let isValid = userinfo.storage.allSatisfy {
        allowed.contains($0) || SprigURL.isAlphanumeric($0)
      }
      guard isValid else { throw SprigURL.wrong(text, "net/url: invalid userinfo") }
      rest = rest[(at + 1)..<rest.count]
    }
    let colon =
      rest.hasPrefix("[")
      ? rest.storage.lastIndex(of: UInt8(ascii: "]")).map { $0 + 1 }
      : rest.storage.lastIndex(of: UInt8(ascii: ":"))
    if rest.hasPrefix("["), colon == nil {
      throw SprigURL.wrong(text, "missing ']' in host")
    }
    if let colon, colon < rest.count {
      let port = rest[colon..<rest.count]
      guard port.hasPrefix(":"), port.storage.dropFirst().allSatisfy({ 0x30...0x39 ~= $0 }) else {
        throw SprigURL.wrong(
          text, "invalid port \(GoQuoting.quote(port)) after host")
      }
    }
    if let bad = rest.storage.first(where: { $0 == 0x20 }) {
      let shown = GoQuoting.quote(Bytes([bad]))
      throw SprigURL.wrong(text, "invalid character \(shown) in host name")
    }
    host = try SprigURL.decoded(rest, in: text)
  }

  private static func wrong(_ text: Bytes, _ reason: String) -> ValueError {
    ValueError("parse \(GoQuoting.quote(text)): \(reason)")
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    0x30...0x39 ~= byte || 0x41...0x5A ~= byte || 0x61...0x7A ~= byte
  }

  private static func decoded(_ part: Bytes, in text: Bytes) throws(ValueError) -> Bytes {
    var result = Bytes()
    var position = 0
    while position < part.count {
      guard part[position] == UInt8(ascii: "%") else {
        result.append(part[position])
        position += 1
        continue
      }
      let end = Swift.min(part.count, position + 3)
      let digits = part[(position + 1)..<end]
      guard digits.count == 2, let byte = UInt8(digits.string, radix: 16), digits[0] != 0x2B else {
        throw wrong(text, "invalid URL escape \(GoQuoting.quote(part[position..<end]))")
      }
      result.append(byte)
      position = end
    }
    return result
  }

  private static func encoded(_ part: Bytes, safe: String) -> Bytes {
    let safe = Set((safe + "-_.~").utf8)
    let digits = Array("0123456789ABCDEF".utf8)
    return Bytes(
      part.storage.flatMap { byte in
        isAlphanumeric(byte) || safe.contains(byte)
          ? [byte] : [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      })
  }
}
