/// How records are written, one line each. Whatever a message contains, it stays one line and
/// cannot pass for another record.
package enum LogFormat: String, Sendable, CaseIterable {
  /// `2026-01-02T03:04:05.678Z INFO  message key=value`.
  case text
  /// One JSON object: `time`, `level`, `message`, and the fields.
  case json

  /// The line of a record, with its newline.
  package func line(_ record: Log.Record, time: String) -> String {
    switch self {
    case .text: textLine(record, time)
    case .json: jsonLine(record, time)
    }
  }

  private func textLine(_ record: Log.Record, _ time: String) -> String {
    let level = record.level.name.uppercased()
    let padding = String(repeating: " ", count: max(0, 7 - level.utf8.count))
    return "\(time) \(level)\(padding) \(LogFormat.body(record))\n"
  }

  /// The message and the fields of a record on one line: `message key=value`.
  package static func body(_ record: Log.Record) -> String {
    var line = escaped(record.message)
    for field in record.fields { line += " \(key(field.key))=\(value(field.value))" }
    return line
  }

  private func jsonLine(_ record: Log.Record, _ time: String) -> String {
    var line = "{\"time\":\"\(time)\",\"level\":\"\(record.level.name)\","
    line += "\"message\":\(LogFormat.jsonString(record.message))"
    var used: Set<String> = ["time", "level", "message"]
    for field in record.fields {
      // A key that occurs twice is two fields, not one that some readers lose.
      var key = field.key
      while !used.insert(key).inserted { key += "_" }
      line += ",\(LogFormat.jsonString(key)):\(LogFormat.jsonString(field.value))"
    }
    return line + "}\n"
  }

  private static func key(_ key: String) -> String {
    let plain = key.unicodeScalars.map { isSeparator($0) || needsEscape($0) ? "_" : String($0) }
    return plain.isEmpty ? "_" : plain.joined()
  }

  private static func value(_ value: String) -> String {
    let isPlain =
      !value.isEmpty
      && value.unicodeScalars.allSatisfy { !isSeparator($0) && !needsEscape($0) && $0 != "\\" }
    return isPlain ? value : "\"\(escaped(value, quotes: true))\""
  }

  private static func isSeparator(_ scalar: Unicode.Scalar) -> Bool {
    scalar == " " || scalar == "=" || scalar == "\""
  }

  /// Control characters of every kind, and what turns the direction of text.
  private static func needsEscape(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF: true
    default: false
    }
  }

  private static func escaped(_ text: String, quotes: Bool = false) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case "\"" where quotes, "\\" where quotes: result += "\\\(scalar)"
      case _ where needsEscape(scalar): result += "\\u{\(String(scalar.value, radix: 16))}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  private static func jsonString(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": result += "\\\(scalar)"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case _ where needsEscape(scalar):
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
