/// What consul-template's `-h` and `-version` print.
enum ConsulTemplateHelp {
  /// The version whose behaviour we have.
  static let original = "0.42.1"

  /// `consul-template v0.42.1 (trimtab 0.1.0)`.
  static var version: String { "consul-template v\(original) (trimtab \(Version.number))" }

  /// The usage.
  static var text: String {
    var lines =
      ["Usage: consul-template [FLAGS]", ""]
      + TextLayout.wrap(
        """
        Trimtab in the place of consul-template: watches Consul, renders templates and runs \
        commands. Flags win over files, whose language is HCL or JSON.
        """) + ["", "Flags:"]
    for flag in ConsulTemplateFlag.all where flag.name != "v" && flag.name != "h" {
      let term = "-\(flag.name)" + (flag.argument.map { " \($0)" } ?? "")
      lines += TextLayout.rows([(term: term, text: flag.help)], column: 34)
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
