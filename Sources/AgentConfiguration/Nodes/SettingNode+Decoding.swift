import Diagnostics
import SystemSupport

/// Each function gives the value of a type, or adds an error that says what was expected and
/// returns nil. `key` is how messages name the setting.
extension SettingNode {
  /// Says that another type was expected.
  func expected(_ what: String, for key: String, _ list: inout DiagnosticList, hint: String? = nil)
  {
    list.error(
      "wrong-type", "expected \(what) for `\(key)`, found \(kindName)", at: self, hint: hint)
  }

  /// A text without zero bytes, which no system call can take.
  func text(_ key: String, _ list: inout DiagnosticList) -> String? {
    guard case .string(let text) = kind else {
      expected("a string", for: key, &list)
      return nil
    }
    if text.utf8.contains(0) {
      list.error("invalid-value", "`\(key)` must not contain a zero byte", at: self)
      return nil
    }
    return text
  }

  /// A text that is not empty.
  func filledText(_ key: String, _ list: inout DiagnosticList) -> String? {
    guard let text = text(key, &list) else { return nil }
    guard !text.isEmpty else {
      list.error("invalid-value", "`\(key)` must not be empty", at: self)
      return nil
    }
    return text
  }

  /// A path; a relative one in a file is relative to that file's directory.
  func path(_ key: String, _ list: inout DiagnosticList) -> String? {
    guard let text = filledText(key, &list) else { return nil }
    guard !isBareText, !text.hasPrefix("/"), let slash = source.name.lastIndex(of: "/") else {
      return text
    }
    return source.name[...slash] + text
  }

  /// True or false.
  func bool(_ key: String, _ list: inout DiagnosticList) -> Bool? {
    if case .bool(let flag) = kind { return flag }
    if isBareText, case .string(let text) = kind {
      if let flag = BareText.bool(text) { return flag }
      list.error(
        "invalid-value", "expected `true` or `false` for `\(key)`, found `\(text)`", at: self)
      return nil
    }
    expected("a boolean", for: key, &list)
    return nil
  }

  /// A whole number within bounds.
  func integer(_ key: String, in range: ClosedRange<Int64>, _ list: inout DiagnosticList) -> Int64?
  {
    var found: Int64?
    if case .integer(let number) = kind { found = number }
    if isBareText, case .string(let text) = kind { found = Int64(text) }
    guard let number = found else {
      expected("an integer", for: key, &list)
      return nil
    }
    guard range.contains(number) else {
      list.error(
        "invalid-value",
        "`\(key)` must be from \(range.lowerBound) to \(range.upperBound), found \(number)",
        at: self)
      return nil
    }
    return number
  }

  /// A time with its unit, at least `minimum`.
  func duration(
    _ key: String, atLeast minimum: Duration = .zero, _ list: inout DiagnosticList
  ) -> Duration? {
    guard case .string(let text) = kind else {
      var hint: String?
      if case .integer(let number) = kind { hint = "write `\"\(number)s\"` for seconds" }
      if case .float = kind { hint = "write a unit, such as `\"1.5s\"`" }
      expected("a duration such as `\"5s\"`", for: key, &list, hint: hint)
      return nil
    }
    return duration(of: text, key, atLeast: minimum, &list)
  }

  /// The time that a part of this node's text says.
  func duration(
    of text: String, _ key: String, atLeast minimum: Duration = .zero,
    _ list: inout DiagnosticList
  ) -> Duration? {
    guard let duration = try? DurationText.parse(text) else {
      let isNumber = !text.isEmpty && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
      list.error(
        "invalid-value", "expected a duration such as `5s` for `\(key)`, found `\(text)`",
        at: self, hint: isNumber ? "write `\(text)s` for seconds" : nil)
      return nil
    }
    guard duration >= minimum else {
      let bound =
        minimum == .zero
        ? "must not be negative" : "must be at least `\(DurationText.format(minimum))`"
      list.error("invalid-value", "`\(key)` \(bound), found `\(text)`", at: self)
      return nil
    }
    return duration
  }

  /// One of a few words.
  func word(_ key: String, among words: [String], _ list: inout DiagnosticList) -> String? {
    guard let text = text(key, &list) else { return nil }
    guard words.contains(text) else {
      let choices = words.map { "`\($0)`" }.joined(separator: ", ")
      list.error(
        "invalid-value", "expected one of \(choices) for `\(key)`, found `\(text)`", at: self,
        hint: Suggestion.hint(for: text, among: words))
      return nil
    }
    return text
  }

  /// A list of texts.
  func texts(_ key: String, _ list: inout DiagnosticList) -> [String]? {
    guard case .array(let nodes) = kind else {
      expected("an array of strings", for: key, &list)
      return nil
    }
    var texts: [String] = []
    for node in nodes {
      guard let text = node.text(key, &list) else { return nil }
      texts.append(text)
    }
    return texts
  }
}

/// What bare words of the environment and flags stand for.
enum BareText {
  /// The words that Go's tools accept, in any letter case.
  static func bool(_ text: String) -> Bool? {
    switch text.lowercased() {
    case "1", "t", "true", "yes", "on": true
    case "0", "f", "false", "no", "off": false
    default: nil
    }
  }
}
