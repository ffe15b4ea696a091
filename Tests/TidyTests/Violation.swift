/// A place that breaks a rule.
struct Violation: CustomStringConvertible {
  /// The file, from the root of the repository.
  let path: String
  /// Counted from 1; 0 when the whole file is meant.
  let line: Int
  /// What is wrong there.
  let message: String

  var description: String { line > 0 ? "\(path):\(line): \(message)" : "\(path): \(message)" }
}
