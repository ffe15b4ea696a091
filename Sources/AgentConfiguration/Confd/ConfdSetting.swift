/// A setting of confd: a flag, a key of `confd.toml` and perhaps a variable of the environment.
package struct ConfdSetting: Sendable {
  /// What may follow the flag.
  package enum Argument: Sendable, Equatable {
    /// A switch: nothing, or `=true` and `=false`.
    case none
    /// One value; the last one counts.
    case one
    /// One value each time the flag is given.
    case each
  }

  /// The key by which layers are merged: that of the file, in small letters with underscores.
  package var key: String { setting.key }
  /// The name after the dashes; nil for what only the file has.
  package let flag: String?
  /// The flag's letter.
  package let letter: Character?
  /// What may follow the flag.
  package let argument: Argument
  /// Other keys of the file for the same.
  package let aliases: [String]
  /// The variable of the fork that does the same.
  package let variable: String?
  /// What people are told.
  package var description: SettingDescription { setting.description }
  let setting: Setting<ConfdOptions>

  init(
    _ flag: String?, _ setting: Setting<ConfdOptions>, letter: Character? = nil,
    argument: Argument = .one, aliases: [String] = [], variable: String? = nil
  ) {
    self.flag = flag
    self.letter = letter
    self.argument = argument
    self.aliases = aliases
    self.variable = variable
    self.setting = setting
  }

  /// A key as it is compared: confd's reader of TOML does not tell letter cases apart, and the fork
  /// writes underscores where the original has hyphens.
  package static func normalised(_ key: String) -> String {
    key.lowercased().replacing("-", with: "_")
  }
}
