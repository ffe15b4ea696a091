/// One setting: its key, what people may write, and where the value goes. The tables of settings
/// give decoding, did-you-mean, names of variables and the reference in the help.
struct Setting<Target>: Sendable {
  /// Stores the value of a node, or says why it cannot.
  typealias Read = @Sendable (inout Target, SettingNode, inout DiagnosticList) -> Void

  /// What `help` says about it.
  let description: SettingDescription
  /// Stores a value.
  let read: Read

  /// The key in its table.
  var key: String { description.key }

  /// Declares a setting.
  init(_ description: SettingDescription, read: @escaping Read) {
    self.description = description
    self.read = read
  }
}

/// What people are told about a setting.
package struct SettingDescription: Sendable {
  /// The key in its table.
  package let key: String
  /// What can be written: `duration`, `path`, `"text" | "json"` ...
  package let form: String
  /// What holds when nothing is written; nil for nothing.
  package let defaultText: String?
  /// What it does, one line.
  package let help: String
  /// Whether messages and listings must not show the value.
  package let isSecret: Bool
  /// Whether plain text can say it, so that a variable of the environment can set it.
  package let hasVariable: Bool

  /// A description.
  package init(
    _ key: String, _ form: String, default defaultText: String? = nil, _ help: String,
    isSecret: Bool = false, hasVariable: Bool = true
  ) {
    self.key = key
    self.form = form
    self.defaultText = defaultText
    self.help = help
    self.isSecret = isSecret
    self.hasVariable = hasVariable
  }
}
