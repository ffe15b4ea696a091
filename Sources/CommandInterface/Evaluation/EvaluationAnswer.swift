import DataFormats
import TemplateLanguage

/// One answer of the batch protocol, a line of JSON.
struct EvaluationAnswer {
  private var text: [UInt8] = Array("{\"id\":".utf8)

  /// An answer to the request with an id, given as JSON.
  private init(id: [UInt8]) { text += id }

  /// The text of a template that succeeded.
  static func success(id: [UInt8], output: [UInt8]) -> [UInt8] {
    var answer = EvaluationAnswer(id: id)
    answer.append(key: "ok", json: "true")
    if isUTF8(output) {
      answer.append(key: "output", string: output)
    } else {
      answer.append(key: "output_b64", string: DataFormats.Base64.encode(output))
    }
    return answer.line()
  }

  /// The error of a template that failed.
  static func failure(id: [UInt8], _ error: TemplateError) -> [UInt8] {
    var answer = EvaluationAnswer(id: id)
    answer.append(key: "ok", json: "false")
    answer.append(key: "error", string: Array(error.goText.utf8))
    answer.append(key: "phase", string: Array(error.phase.rawValue.utf8))
    if let line = error.line { answer.append(key: "line", json: String(line)) }
    if let column = error.column { answer.append(key: "col", json: String(column)) }
    return answer.line()
  }

  /// The refusal of a line that is no request.
  static func refusal(id: [UInt8], _ message: String) -> [UInt8] {
    var answer = EvaluationAnswer(id: id)
    answer.append(key: "ok", json: "false")
    answer.append(key: "error", string: Array("request: \(message)".utf8))
    answer.append(key: "phase", string: Array("request".utf8))
    return answer.line()
  }

  private mutating func append(key: String, string: [UInt8]) {
    text += Array(",\"\(key)\":".utf8)
    JSONText.append(string, to: &text)
  }

  private mutating func append(key: String, json: String) {
    text += Array(",\"\(key)\":\(json)".utf8)
  }

  private func line() -> [UInt8] { text + Array("}\n".utf8) }

  private static func isUTF8(_ bytes: [UInt8]) -> Bool {
    String(validating: bytes, as: UTF8.self) != nil
  }
}
