import TemplateLanguage
import Values

/// The most bytes that a function may return, so that a template cannot take all memory.
enum TextLimit {
  static let bytes = OutputBuffer.defaultLimit

  /// Throws if a result of `count` bytes would be too long.
  static func check(_ count: Int) throws(ValueError) {
    guard count <= bytes else {
      throw ValueError("the result would be longer than \(bytes) bytes")
    }
  }

  /// The product of two counts, at most a number above the limit.
  static func product(_ a: Int, _ b: Int) -> Int {
    let (product, overflows) = a.multipliedReportingOverflow(by: b)
    return overflows ? bytes + 1 : min(product, bytes + 1)
  }
}
