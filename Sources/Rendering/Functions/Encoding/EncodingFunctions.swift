import TemplateLanguage
import Values

/// `base64Decode base64Encode base64URLDecode base64URLEncode sha256Hex md5sum hmacSHA256Hex`
enum EncodingFunctions {
  static let all: [TemplateFunction] = [
    TemplateFunction("base64Encode", [.string], body: base64Encode),
    TemplateFunction("base64Decode", [.string], body: base64Decode),
    TemplateFunction("base64URLEncode", [.string], body: base64URLEncode),
    TemplateFunction("base64URLDecode", [.string], body: base64URLDecode),
    TemplateFunction("sha256Hex", [.string], body: sha256Hex),
    TemplateFunction("md5sum", [.string], body: md5sum),
    TemplateFunction("hmacSHA256Hex", [.string, .string], body: hmacSHA256Hex),
  ]

  static func base64Encode(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    .bytes(Base64Coding.standard.encode(try arguments.bytes(0)))
  }

  static func base64Decode(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    .bytes(try Base64Coding.standard.decode(try arguments.bytes(0)))
  }

  private static func base64URLEncode(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    .bytes(Base64Coding.url.encode(try arguments.bytes(0)))
  }

  private static func base64URLDecode(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    .bytes(try Base64Coding.url.decode(try arguments.bytes(0)))
  }

  private static func sha256Hex(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    .bytes(Hexadecimal.text(try Digest.sha256.hash(try arguments.bytes(0))))
  }

  private static func md5sum(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    .bytes(Hexadecimal.text(try Digest.md5.hash(try arguments.bytes(0))))
  }

  /// The message comes first, then the key.
  private static func hmacSHA256Hex(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    let hash = try Digest.sha256.authentication(
      of: try arguments.bytes(0), key: try arguments.bytes(1))
    return .bytes(Hexadecimal.text(hash))
  }
}
