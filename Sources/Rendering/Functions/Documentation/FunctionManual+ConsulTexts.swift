extension FunctionManual {
  private static let consul = FunctionFamily(origin: .consulTemplate, dialects: [.consul])

  /// consul-template's functions for texts and numbers.
  static let consulTexts: [FunctionDocumentation] = [
    consul.entry(
      "split", "SEPARATOR TEXT", "Splits a text, white space around it dropped.",
      "{{split \",\" \"a,b\"}}", "[a b]"),
    consul.entry(
      "join", "SEPARATOR LIST", "Joins texts.", "{{split \",\" \"a,b\" | join \"-\"}}", "a-b"),
    consul.entry(
      "splitToMap", "SEPARATOR ASSIGNMENT TEXT", "Splits a text to keys and values.",
      "{{splitToMap \",\" \"=\" \"a=1,b=2\"}}", "map[a:1 b:2]"),
    consul.entry(
      "trim", "CHARACTERS TEXT", "Drops characters at both ends.", "{{trim \"-x\" \"-ax-\"}}",
      "a"),
    consul.entry(
      "trimPrefix", "PREFIX TEXT", "Drops a beginning.", "{{trimPrefix \"v\" \"v1\"}}", "1"),
    consul.entry(
      "trimSuffix", "SUFFIX TEXT", "Drops an end.", "{{trimSuffix \".io\" \"a.io\"}}", "a"),
    consul.entry(
      "trimSpace", "TEXT", "Drops white space at both ends.", "{{trimSpace \" a \"}}", "a"),
    consul.entry("toLower", "TEXT", "Makes letters small.", "{{toLower \"Web\"}}", "web"),
    consul.entry("toUpper", "TEXT", "Makes letters large.", "{{toUpper \"Web\"}}", "WEB"),
    consul.entry(
      "toTitle", "TEXT", "Makes the first letter of each word large.", "{{toTitle \"a web\"}}",
      "A Web"),
    consul.entry(
      "replaceAll", "OLD NEW TEXT", "Replaces a text everywhere.",
      "{{replaceAll \".\" \"_\" \"a.b\"}}", "a_b"),
    consul.entry(
      "indent", "WIDTH TEXT", "Puts blanks before each line that is not empty.",
      "{{indent 2 \"a\\nb\"}}", "  a\n  b"),
    consul.entry(
      "regexMatch", "PATTERN TEXT", "Says whether a pattern matches somewhere.",
      "{{regexMatch \"^v[0-9]+$\" \"v12\"}}", "true"),
    consul.entry(
      "regexReplaceAll", "PATTERN REPLACEMENT TEXT",
      "Replaces what a pattern matches; `$1` stands for a group.",
      "{{regexReplaceAll \"([0-9]+)\" \"<$1>\" \"a1b22\"}}", "a<1>b<22>"),
    consul.entry(
      "parseBool", "TEXT", "Reads a bool.", "{{if parseBool \"true\"}}on{{end}}", "on"),
    consul.entry("parseInt", "TEXT", "Reads an integer.", "{{parseInt \"-7\" | add 1}}", "-6"),
    consul.entry("parseUint", "TEXT", "Reads an integer without sign.", "{{parseUint \"7\"}}", "7"),
    consul.entry(
      "parseFloat", "TEXT", "Reads a number with a fraction.", "{{parseFloat \"1.50\"}}", "1.5"),
    consul.entry(
      "loop", "[FIRST] COUNT...", "Yields integers below a number, for `range`.",
      "{{range loop 3}}{{.}} {{end}}{{range loop 5 7}}{{.}} {{end}}", "0 1 2 5 6 "),
    consul.entry("add", "ADDEND NUMBER", "Adds.", "{{add 1 2}}", "3"),
    consul.entry("subtract", "SUBTRAHEND NUMBER", "Subtracts.", "{{subtract 3 10}}", "7"),
    consul.entry("multiply", "FACTOR NUMBER", "Multiplies.", "{{multiply 2 3.5}}", "7"),
    consul.entry("divide", "DIVISOR NUMBER", "Divides.", "{{divide 2 10}}", "5"),
    consul.entry("modulo", "DIVISOR NUMBER", "Returns a remainder.", "{{modulo 3 10}}", "1"),
    consul.entry("minimum", "NUMBER OTHER", "Returns the smaller.", "{{minimum 2 3}}", "2"),
    consul.entry("maximum", "NUMBER OTHER", "Returns the larger.", "{{maximum 2 3}}", "3"),
    consul.entry(
      "base64Encode", "TEXT", "Writes bytes as base64.", "{{base64Encode \"a?\"}}", "YT8="),
    consul.entry("base64Decode", "TEXT", "Reads base64.", "{{base64Decode \"YT8=\"}}", "a?"),
    consul.entry(
      "base64URLEncode", "TEXT", "Writes bytes as base64 for URLs.",
      "{{base64URLEncode \"a>?\"}}", "YT4_"),
    consul.entry(
      "base64URLDecode", "TEXT", "Reads base64 for URLs.", "{{base64URLDecode \"YT4_\"}}", "a>?"),
    consul.entry(
      "md5sum", "TEXT", "Returns the MD5 digest.", "{{md5sum \"a\"}}",
      "0cc175b9c0f1b6a831c399e269772661"),
    consul.entry(
      "sha256Hex", "TEXT", "Returns the SHA-256 digest.", "{{slice (sha256Hex \"a\") 0 8}}",
      "ca978112"),
    consul.entry(
      "hmacSHA256Hex", "TEXT KEY", "Returns the keyed SHA-256 digest.",
      "{{slice (hmacSHA256Hex \"a\" \"k\") 0 8}}", "78da9151"),
  ]
}
