import Diagnostics

/// The complaint about a key that stands twice, in the same words for all formats.
enum DuplicateKey {
  static func diagnostic(
    _ key: String, at span: Span, first: Span, in source: Source
  ) -> Diagnostic {
    Diagnostic(
      code: "duplicate-key", "the key `\(key)` stands here a second time", source: source,
      span: span, hint: "it was first set on line \(source.position(of: first.start).line)")
  }
}
