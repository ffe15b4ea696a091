extension FunctionManual {
  private static let family = FunctionFamily(origin: .confdFork, dialects: [.confd])

  /// What confd's maintained fork adds.
  static let confdFork: [FunctionDocumentation] = [
    family.entry(
      "default", "DEFAULT VALUE", "Returns the value, or the default if it is empty.",
      "{{default \"80\" \"\"}}", "80"),
    family.entry(
      "ternary", "YES NO CONDITION", "Returns one of two values.",
      "{{true | ternary \"on\" \"off\"}}", "on"),
    family.entry(
      "coalesce", "VALUE...", "Returns the first value that is not empty.",
      "{{coalesce \"\" 0 \"x\"}}", "x"),
    family.entry(
      "empty", "VALUE", "Says whether a value is empty.",
      "{{empty \"\"}}", "true"),
    family.entry(
      "toJson", "VALUE", "Writes JSON in one line.",
      "{{toJson (dict \"a\" 1)}}", "{\"a\":1}"),
    family.entry(
      "toPrettyJson", "VALUE", "Writes JSON with line ends and indents.",
      "{{toPrettyJson (list 1)}}", "[\n  1\n]"),
    family.entry(
      "fromJson", "TEXT", "Reads any JSON.",
      "{{fromJson \"[1,2]\"}}", "[1 2]"),
    family.entry(
      "indent", "WIDTH TEXT", "Puts blanks before each line.",
      "{{indent 2 \"a\\nb\"}}", "  a\n  b"),
    family.entry(
      "nindent", "WIDTH TEXT", "Puts a line end before and blanks before each line.",
      "{{nindent 2 \"a\"}}", "\n  a"),
    family.entry(
      "quote", "TEXT", "Puts double quotes around a text.",
      "{{quote \"a\"}}", "\"a\""),
    family.entry(
      "squote", "TEXT", "Puts single quotes around a text.",
      "{{squote \"a\"}}", "'a'"),
    family.entry(
      "regexMatch", "PATTERN TEXT", "Says whether a pattern matches somewhere.",
      "{{regexMatch \"^v[0-9]+$\" \"v12\"}}", "true"),
    family.entry(
      "regexFind", "PATTERN TEXT", "Returns what a pattern matches first.",
      "{{regexFind \"[0-9]+\" \"a12b3\"}}", "12"),
    family.entry(
      "regexReplaceAll", "PATTERN TEXT REPLACEMENT",
      "Replaces what a pattern matches; `$1` stands for a group.",
      "{{regexReplaceAll \"([0-9]+)\" \"a1\" \"<$1>\"}}", "a<1>"),
    family.entry(
      "trimPrefix", "TEXT PREFIX", "Drops a beginning.",
      "{{trimPrefix \"v1\" \"v\"}}", "1"),
    family.entry(
      "repeat", "COUNT TEXT", "Repeats a text.",
      "{{repeat 3 \"ab\"}}", "ababab"),
    family.entry(
      "nospace", "TEXT", "Drops all white space.",
      "{{nospace \" a b \"}}", "ab"),
    family.entry(
      "snakecase", "TEXT", "Writes words in snake case.",
      "{{snakecase \"fooBar\"}}", "foo_bar"),
    family.entry(
      "camelcase", "TEXT", "Writes words in camel case.",
      "{{camelcase \"foo_bar\"}}", "fooBar"),
    family.entry(
      "kebabcase", "TEXT", "Writes words in kebab case.",
      "{{kebabcase \"fooBar\"}}", "foo-bar"),
    family.entry(
      "dict", "KEY VALUE...", "Makes a map.",
      "{{(dict \"a\" 1).a}}", "1"),
    family.entry(
      "list", "VALUE...", "Makes a list.",
      "{{list 1 \"a\"}}", "[1 a]"),
    family.entry(
      "hasKey", "MAP KEY", "Says whether a map has a key.",
      "{{hasKey (dict \"a\" 1) \"a\"}}", "true"),
    family.entry(
      "keys", "MAP", "Lists a map's keys, sorted.",
      "{{keys (dict \"b\" 1 \"a\" 2)}}", "[a b]"),
    family.entry(
      "values", "MAP", "Lists a map's values in the order of its keys.",
      "{{values (dict \"b\" 1 \"a\" 2)}}", "[2 1]"),
    family.entry(
      "append", "LIST VALUE", "Returns a list with one more value.",
      "{{append (list 1) 2}}", "[1 2]"),
    family.entry(
      "pluck", "KEY MAP...", "Lists a key's values in several maps.",
      "{{pluck \"a\" (dict \"a\" 1) (dict \"a\" 2)}}", "[1 2]"),
    family.entry(
      "sha256sum", "TEXT", "Returns the SHA-256 digest.",
      "{{slice (sha256sum \"a\") 0 8}}", "ca978112"),
    family.entry(
      "lookupIfaceIPV4", "INTERFACE", "Returns the first IPv4 address of an interface.",
      "{{lookupIfaceIPV4 \"eth0\"}}", "10.1.1.1", .volatile),
    family.entry(
      "lookupIfaceIPV6", "INTERFACE", "Returns the first IPv6 address of an interface.",
      "{{lookupIfaceIPV6 \"eth0\"}}", "fe80::2", .volatile),
    family.entry(
      "hostname", "", "Returns the name of the machine.",
      "{{hostname}}", "lb1", .volatile),
    family.entry(
      "include", "FILE [DATA]...",
      "Returns the output of another template of the templates' directory.",
      "{{include \"part.tmpl\" 1}}", "<1>"),
  ]
}
