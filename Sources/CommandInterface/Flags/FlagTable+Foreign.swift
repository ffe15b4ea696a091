extension FlagTable {
  /// The flags about configurations of other tools.
  static let foreign: [Flag] = [
    Flag(
      name: .confdDirectory, long: "confdir", argument: "DIR",
      help: "read confd's `conf.d`, `templates` and `confd.toml` in this directory instead",
      details: """
        Which backend holds the keys is said by `confd.toml` or by `--confd-flags`; with \
        `--snapshot` none is asked.
        """,
      commands: Command.configured, group: .configuration, completion: .directories),
    Flag(
      name: .confdFlags, long: "confd-flags", argument: "FLAGS",
      help: "confd's own flags, in one argument: '-backend etcdv3 -node 10.0.0.1:2379'",
      commands: Command.configured.union([.migrate]), group: .configuration),
  ]
}
