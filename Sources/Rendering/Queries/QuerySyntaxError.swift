package import Values

/// The argument of a registry function is not a query.
package struct QuerySyntaxError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The function whose argument it is, such as `service`.
  package let function: String
  /// The whole argument.
  package let argument: Bytes
  /// Where it goes wrong: a byte offset inside the argument, its length at the end.
  package let position: Int
  /// What is wrong there.
  package let message: String
  /// What to do about it.
  package let hint: String?

  /// A mistake at a place of an argument.
  package init(
    function: String, argument: Bytes, position: Int, message: String, hint: String? = nil
  ) {
    self.function = function
    self.argument = argument
    self.position = position
    self.message = message
    self.hint = hint
  }

  /// One line: ``invalid query `web@` at character 5: expected a datacenter, found the end``.
  package var description: String {
    let place = "invalid query `\(argument)` at character \(position + 1)"
    return "\(place): \(message)\(hint.map { " (\($0))" } ?? "")"
  }
}
