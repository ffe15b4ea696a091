import Diagnostics
import RegistryCore
import Values

/// Walks over the argument of one registry function. The productions, in the order in which they
/// may follow each other; `word` is an ASCII letter, a digit or `_`:
///
///     registry = name "::"                    where `name` is a configured registry
///     options  = "?" (word | "-" | "=" | "&")+ | see `QueryReader+Options`
///     dc       = "@" (word | "." | "-")+
///     near     = "~" (word | "." | "-")+
///     filter   = "|" (word | ",")+
struct QueryReader {
  let function: String
  let text: Bytes
  private(set) var position = 0

  init(function: String, text: Bytes) {
    self.function = function
    self.text = text
  }

  var isAtEnd: Bool { position == text.count }

  /// Reads the longest run of allowed bytes.
  mutating func run(_ isAllowed: (UInt8) -> Bool) -> Bytes {
    let start = position
    while position < text.count, isAllowed(text[position]) { position += 1 }
    return text[start..<position]
  }

  /// Steps over `byte` if it is next.
  mutating func skip(_ byte: UInt8) -> Bool {
    guard position < text.count, text[position] == byte else { return false }
    position += 1
    return true
  }

  /// Steps over one byte.
  mutating func advance() { position += 1 }

  /// Reads `NAME::` if NAME is one of `registries`.
  mutating func registry(among registries: Set<String>) -> String? {
    guard let name = possibleRegistry, registries.contains(name) else { return nil }
    position = name.utf8.count + 2
    return name
  }

  /// What stands before the first `::`, whether or not it is a registry.
  var possibleRegistry: String? {
    for index in text.storage.indices.dropLast()
    where text[index] == UInt8(ascii: ":") && text[index + 1] == UInt8(ascii: ":") {
      return text[0..<index].string
    }
    return nil
  }

  /// Reads `options dc`.
  mutating func scope() throws(QuerySyntaxError) -> Query.Scope {
    var scope = Query.Scope()
    try options(into: &scope)
    scope.datacenter = try part("@", "a datacenter", QueryReader.isHostByte) ?? ""
    return scope
  }

  /// Reads `near`.
  mutating func near() throws(QuerySyntaxError) -> String {
    try part("~", "a node's name or `_agent`", QueryReader.isHostByte) ?? ""
  }

  /// Reads `filter`: the statuses, sorted; empty for `any`.
  mutating func statuses() throws(QuerySyntaxError) -> [ServiceStatus] {
    guard skip(UInt8(ascii: "|")) else { return [.passing] }
    var wanted: Set<ServiceStatus> = []
    var acceptsAny = false
    repeat {
      let start = position
      let word = run(QueryReader.isWordByte).string
      if word == "any" {
        acceptsAny = true
      } else if let status = ServiceStatus(rawValue: word) {
        wanted.insert(status)
      } else if !word.isEmpty {
        let known = ["any"] + ServiceStatus.allCases.map(\.rawValue)
        throw error(
          "unknown status `\(word)`", at: start,
          hint: Suggestion.hint(for: word, among: known)
            ?? "known are any, passing, warning, critical and maintenance")
      }
    } while skip(UInt8(ascii: ","))
    guard acceptsAny || !wanted.isEmpty else {
      throw error("expected a status, found \(found)")
    }
    return acceptsAny ? [] : wanted.sorted()
  }

  /// Reads nothing: there must be nothing left.
  func end() throws(QuerySyntaxError) {
    guard !isAtEnd else { return }
    var hint: String?
    switch text[position] {
    case UInt8(ascii: "?"): hint = "`?options` stand before `@datacenter`"
    case UInt8(ascii: "@"): hint = "`@datacenter` stands before `~node` and `|statuses`, once"
    case UInt8(ascii: "~"), UInt8(ascii: "|"):
      hint = "the order is `tag.name?options@datacenter~node|statuses`"
    default: break
    }
    throw error("expected the end, found \(found)", hint: hint)
  }

  /// A mistake here, or at `position`.
  func error(_ message: String, at position: Int? = nil, hint: String? = nil) -> QuerySyntaxError {
    QuerySyntaxError(
      function: function, argument: text, position: position ?? self.position, message: message,
      hint: hint)
  }

  /// The next character in words.
  var found: String {
    guard position < text.count else { return "the end" }
    let rest = String(decoding: text.storage[position...].prefix(4), as: UTF8.self)
    guard let scalar = rest.unicodeScalars.first else { return "the end" }
    return scalar.value < 0x20 || scalar.value == 0x7F
      ? "byte \(scalar.value)" : "`\(Character(scalar))`"
  }

  /// Reads `MARKER bytes+`; nil without the marker.
  private mutating func part(
    _ marker: Unicode.Scalar, _ what: String, _ isAllowed: (UInt8) -> Bool
  ) throws(QuerySyntaxError) -> String? {
    guard skip(UInt8(ascii: marker)) else { return nil }
    let bytes = run(isAllowed)
    guard !bytes.isEmpty else { throw error("expected \(what), found \(found)") }
    return bytes.string
  }

  /// `word`
  static func isWordByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
      true
    default: false
    }
  }

  /// `word` or `-`
  static func isNameByte(_ byte: UInt8) -> Bool {
    isWordByte(byte) || byte == UInt8(ascii: "-")
  }

  /// `word`, `-` or `.`
  static func isHostByte(_ byte: UInt8) -> Bool {
    isNameByte(byte) || byte == UInt8(ascii: ".")
  }

  /// `word`, `-`, `.`, `=` or `:`
  static func isTagByte(_ byte: UInt8) -> Bool {
    isHostByte(byte) || byte == UInt8(ascii: "=") || byte == UInt8(ascii: ":")
  }

  /// `word`, `-` or `=`: what may stand in an option's value
  static func isValueByte(_ byte: UInt8) -> Bool {
    isNameByte(byte) || byte == UInt8(ascii: "=")
  }
}
