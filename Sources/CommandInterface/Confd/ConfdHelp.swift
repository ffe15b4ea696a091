import AgentConfiguration

/// What `confd -help` and `confd -version` print.
enum ConfdHelp {
  /// The version's line: it begins as confd's does.
  static var version: String { "confd 0.17.0 (\(Version.line))" }

  /// The flags.
  static var text: String {
    var lines = [
      "Usage: confd [FLAGS], or confd BACKEND [FLAGS]", "",
      "Flags have one or two dashes; `-flag=value` is the same as `-flag value`.", "",
    ]
    for setting in ConfdSettingTable.all {
      guard let flag = setting.flag else { continue }
      let letter = setting.letter.map { ", -\($0)" } ?? ""
      let form = setting.argument == .none ? "" : " \(setting.description.form)"
      var text = setting.description.help
      if let standard = setting.description.defaultText { text += " [default: \(standard)]" }
      lines += TextLayout.rows([(term: "-\(flag)\(letter)\(form)", text: text)], column: 34)
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
