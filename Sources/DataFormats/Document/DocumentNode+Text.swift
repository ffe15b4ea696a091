import Values

extension DocumentNode {
  /// The text of a string; invalid UTF-8 becomes U+FFFD. Nil for another kind.
  package var text: String? {
    guard case .string(let bytes) = kind else { return nil }
    return bytes.string
  }
}
