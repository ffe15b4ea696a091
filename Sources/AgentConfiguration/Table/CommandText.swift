/// A command: a string for the shell, or an array of arguments without one.
enum CommandText {
  /// The command, or nil after adding an error.
  static func read(
    _ node: SettingNode, _ key: String, _ list: inout DiagnosticList
  ) -> CommandLineText? {
    switch node.kind {
    case .string:
      guard let text = node.filledText(key, &list) else { return nil }
      if text.allSatisfy(\.isWhitespace) {
        list.error("invalid-value", "`\(key)` must not be empty", at: node)
        return nil
      }
      return .shell(text)
    case .array:
      guard let arguments = node.texts(key, &list) else { return nil }
      guard let program = arguments.first, !program.isEmpty else {
        list.error("invalid-value", "`\(key)` must name a program", at: node)
        return nil
      }
      return .arguments(arguments)
    default:
      node.expected("a shell command or an array of arguments", for: key, &list)
      return nil
    }
  }
}
