/// A command as the user gave it, with places for the names of files.
package enum CommandText: Sendable, Equatable, CustomStringConvertible {
  /// A program and its arguments, without a shell.
  case arguments([String])
  /// Text for `/bin/sh -c`.
  case shell(String)

  /// As the user wrote it: arguments separated by blanks.
  package var description: String {
    switch self {
    case .arguments(let arguments): arguments.joined(separator: " ")
    case .shell(let text): text
    }
  }

  /// The command with `{{.src}}` replaced by the candidate file and `{{.dest}}` by the destination
  /// (blanks within the braces are allowed). In a shell text they are quoted as their place there
  /// needs it. Other braces stay as they are, for they may belong to the program.
  package func filled(source: String, destination: String) -> CommandText {
    let values = ["src": source, "dest": destination]
    switch self {
    case .arguments(let arguments):
      return .arguments(
        arguments.map { PlaceholderText($0).filled(values) { value, _ in value } })
    case .shell(let text):
      return .shell(PlaceholderText(text).filled(values, quote: ShellQuoting.quoted))
    }
  }

  /// Whether it mentions the candidate file.
  package var usesSource: Bool {
    switch self {
    case .arguments(let arguments): arguments.contains { PlaceholderText($0).mentions("src") }
    case .shell(let text): PlaceholderText(text).mentions("src")
    }
  }

  /// Program and arguments for the system.
  var argv: [String] {
    switch self {
    case .arguments(let arguments): arguments
    case .shell(let text): ["/bin/sh", "-c", text]
    }
  }
}
