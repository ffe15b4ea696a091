/// What other tools call the keys of a `[[template]]` block.
enum ForeignKeys {
  private static let names = [
    "check_cmd": "check", "command": "reload", "command_timeout": "reload_timeout",
    "create_dest_dirs": "create_dirs", "dest": "destination", "error_on_missing_key": "missing_key",
    "gid": "group", "left_delim": "left_delimiter", "owner": "user", "perms": "mode",
    "reload_cmd": "reload", "right_delim": "right_delimiter", "src": "source", "uid": "user",
  ]

  /// A hint for somebody who wrote the key of another tool.
  static func hint(_ key: String) -> String? {
    names[key].map { "here it is called `\($0)`" }
  }
}
