/// Why an OpenPGP key or message cannot be used. Says nothing of what is encrypted.
package struct OpenPGPError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What is wrong.
  package let description: String

  /// Something is wrong.
  package init(_ description: String) { self.description = description }
}
