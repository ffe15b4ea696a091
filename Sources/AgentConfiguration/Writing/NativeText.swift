import SystemSupport

/// The text of a configuration while it is written: tables, keys, comments. TOML.
struct NativeText {
  /// What was written.
  private(set) var text = ""
  /// Whether the text ends with comments that belong to the next heading.
  private var isIntroduced = false
  /// Whether everything has to be on one line.
  private var isInline = false

  /// A comment, one line for each line of the text.
  mutating func comment(_ comment: String) {
    for line in comment.split(separator: "\n", omittingEmptySubsequences: false) {
      text += line.isEmpty ? "#\n" : "# \(line)\n"
    }
  }

  /// Comments on the table that begins next.
  mutating func introduce(_ comments: [String]) {
    guard !comments.isEmpty else { return }
    separate()
    for comment in comments { self.comment(comment) }
    isIntroduced = true
  }

  /// The heading of a table such as `[log]`, after an empty line.
  mutating func table(_ path: [String]) { heading("[\(NativeText.path(path))]") }

  /// The heading of one more table of an array such as `[[template]]`, after an empty line.
  mutating func element(_ path: [String]) { heading("[[\(NativeText.path(path))]]") }

  private mutating func heading(_ heading: String) {
    if !isIntroduced { separate() }
    isIntroduced = false
    text += heading + "\n"
  }

  /// An empty line, unless there is one.
  mutating func separate() {
    if !text.isEmpty, !text.hasSuffix("\n\n") { text += "\n" }
  }

  /// A key and the TOML of its value.
  mutating func entry(_ key: String, toml: String) {
    text += "\(NativeText.key(key)) = \(toml)\n"
  }

  /// A text, unless it is the default.
  mutating func entry(_ key: String, _ value: String?, default usual: String? = nil) {
    guard let value, value != usual else { return }
    let isLong = value.utf8.contains(0x0A) && !isInline
    entry(key, toml: isLong ? NativeText.lines(value) : NativeText.string(value))
  }

  /// A flag, unless it is the default.
  mutating func entry(_ key: String, _ value: Bool, default usual: Bool) {
    if value != usual { entry(key, toml: "\(value)") }
  }

  /// A number, unless it is the default.
  mutating func entry(_ key: String, _ value: Int64, default usual: Int64) {
    if value != usual { entry(key, toml: "\(value)") }
  }

  /// A time, unless it is the default.
  mutating func entry(_ key: String, _ value: Duration, default usual: Duration) {
    if value != usual { entry(key, toml: NativeText.string(NativeText.duration(value))) }
  }

  /// Texts, unless they are the default.
  mutating func entry(_ key: String, _ values: [String], default usual: [String] = []) {
    if values != usual { entry(key, toml: NativeText.array(values)) }
  }

  /// A command, if there is one.
  mutating func entry(_ key: String, _ command: CommandLineText?) {
    switch command {
    case nil: break
    case .shell(let line): entry(key, line)
    case .arguments(let words): entry(key, toml: NativeText.array(words))
    }
  }

  /// A table in one line, unless it stays empty.
  mutating func inlineTable(_ key: String, _ write: (inout NativeText) -> Void) {
    var inner = NativeText()
    inner.isInline = true
    write(&inner)
    let entries = inner.text.split(separator: "\n").joined(separator: ", ")
    if !entries.isEmpty { entry(key, toml: "{ \(entries) }") }
  }

  // MARK: - Pieces of TOML

  /// An array of texts.
  static func array(_ values: [String]) -> String {
    "[\(values.map(string).joined(separator: ", "))]"
  }

  /// A text in quotes.
  static func string(_ text: String) -> String { "\"\(escaped(text, keepsLines: false))\"" }

  /// A time as people write it: `1m`, not `1m0s`.
  static func duration(_ duration: Duration) -> String {
    var text = DurationText.format(duration)
    if text.hasSuffix("m0s") { text.removeLast(2) }
    if text.hasSuffix("h0m") { text.removeLast(2) }
    return text
  }

  /// A text in quotes with its line breaks, as it is where that can be read back. The line break
  /// after the quotes is not part of it.
  private static func lines(_ text: String) -> String {
    let isPlain =
      !text.contains("'''") && !text.hasSuffix("'")
      && text.unicodeScalars.allSatisfy { scalar in
        scalar == "\n" || scalar == "\t" || scalar.value >= 0x20 && scalar.value != 0x7F
      }
    if isPlain { return "'''\n\(text)'''" }
    return "\"\"\"\n\(escaped(text, keepsLines: true))\"\"\""
  }

  private static func escaped(_ text: String, keepsLines: Bool) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\t": result += "\\t"
      case "\n": result += keepsLines ? "\n" : "\\n"
      case _ where scalar.value < 0x20 || scalar.value == 0x7F:
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// A key, in quotes where it needs them.
  static func key(_ key: String) -> String {
    let isBare =
      !key.isEmpty
      && key.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
          true
        default: false
        }
      }
    return isBare ? key : "\"\(escaped(key, keepsLines: false))\""
  }

  private static func path(_ path: [String]) -> String { path.map(key).joined(separator: ".") }
}
