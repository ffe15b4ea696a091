package import TemplateLanguage

/// What one pass leaves to the next of the same template. One pass at a time uses a memory, always
/// with the same grammar.
package final class RenderMemory {
  /// What was written, by parts.
  package let texts = EvaluationMemory()
  /// What was asked.
  package let queries = QueryMemory()
  /// What was decrypted.
  package let decryption = DecryptionMemory()

  /// A memory of nothing.
  package init() {}
}
