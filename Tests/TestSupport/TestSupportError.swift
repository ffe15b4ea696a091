/// Something that a test needs of the outside world did not work.
package struct TestSupportError: Error, CustomStringConvertible {
  /// What failed, and what to do about it.
  package let description: String

  /// A failure with its explanation.
  package init(_ description: String) {
    self.description = description
  }
}
