extension FunctionManual {
  private static let family = FunctionFamily(origin: .confd, dialects: [.confd])

  /// confd's other functions.
  static let confd: [FunctionDocumentation] = [
    family.entry(
      "base", "PATH", "Returns the last name of a path.",
      "{{base \"/a/b\"}}", "b"),
    family.entry(
      "dir", "PATH", "Returns a path without its last name.",
      "{{dir \"/a/b\"}}", "/a"),
    family.entry(
      "split", "TEXT SEPARATOR", "Splits a text.",
      "{{split \"a,b\" \",\"}}", "[a b]"),
    family.entry(
      "join", "LIST SEPARATOR", "Joins texts.",
      "{{join (split \"a,b\" \",\") \"-\"}}", "a-b"),
    family.entry(
      "toUpper", "TEXT", "Makes letters large.",
      "{{toUpper \"Web\"}}", "WEB"),
    family.entry(
      "toLower", "TEXT", "Makes letters small.",
      "{{toLower \"Web\"}}", "web"),
    family.entry(
      "contains", "TEXT PART", "Says whether a text holds another.",
      "{{contains \"haproxy\" \"prox\"}}", "true"),
    family.entry(
      "replace", "TEXT OLD NEW COUNT", "Replaces a text, everywhere if the count is negative.",
      "{{replace \"a.b.c\" \".\" \"_\" -1}}", "a_b_c"),
    family.entry(
      "trimSuffix", "TEXT SUFFIX", "Drops an end.",
      "{{trimSuffix \"a.io\" \".io\"}}", "a"),
    family.entry(
      "json", "TEXT", "Reads a JSON object.",
      "{{(json \"{\\\"a\\\":1}\").a}}", "1"),
    family.entry(
      "jsonArray", "TEXT", "Reads a JSON array.",
      "{{jsonArray \"[1,2]\"}}", "[1 2]"),
    family.entry(
      "map", "KEY VALUE...", "Makes a map.",
      "{{(map \"a\" 1).a}}", "1"),
    family.entry(
      "getenv", "NAME [DEFAULT]...",
      "Returns an environment variable; an empty one counts as not set.",
      "{{getenv \"ZONE\"}} {{getenv \"NONE\" \"b\"}}", "a b"),
    family.entry(
      "datetime", "", "Returns the time of the pass, with Go's methods.",
      "{{datetime.Format \"2006-01-02\"}}", "2024-02-29", .volatile),
    family.entry(
      "lookupIP", "HOST", "Lists a host's addresses, sorted; none if the question fails.",
      "{{lookupIP \"web.example.com\"}}", "[10.0.0.1 fe80::1]", .volatile),
    family.entry(
      "lookupIPV4", "HOST", "Lists a host's IPv4 addresses, sorted.",
      "{{lookupIPV4 \"web.example.com\"}}", "[10.0.0.1]", .volatile),
    family.entry(
      "lookupIPV6", "HOST", "Lists a host's IPv6 addresses, sorted.",
      "{{lookupIPV6 \"web.example.com\"}}", "[fe80::1]", .volatile),
    family.entry(
      "lookupSRV", "SERVICE PROTOCOL DOMAIN", "Lists the SRV records of a service, sorted.",
      "{{range lookupSRV \"http\" \"tcp\" \"example.com\"}}{{.Target}}{{.Port}}{{end}}", "web1.80",
      .volatile),
    family.entry(
      "fileExists", "PATH", "Says whether a file exists.",
      "{{fileExists \"/etc/motd\"}}", "true"),
    family.entry(
      "base64Encode", "TEXT", "Writes bytes as base64.",
      "{{base64Encode \"a?\"}}", "YT8="),
    family.entry(
      "base64Decode", "TEXT", "Reads base64.",
      "{{base64Decode \"YT8=\"}}", "a?"),
    family.entry(
      "parseBool", "TEXT", "Reads a bool.",
      "{{if parseBool \"true\"}}on{{end}}", "on"),
    family.entry(
      "reverse", "LIST", "Turns a list of texts or keys around.",
      "{{reverse (split \"a,b\" \",\")}}", "[b a]"),
    family.entry(
      "sortByLength", "LIST", "Sorts texts by their lengths.",
      "{{sortByLength (split \"ccc,a\" \",\")}}", "[a ccc]"),
    family.entry(
      "add", "NUMBER ADDEND", "Adds integers.",
      "{{add 1 2}}", "3"),
    family.entry(
      "sub", "NUMBER SUBTRAHEND", "Subtracts integers.",
      "{{sub 10 3}}", "7"),
    family.entry(
      "mul", "NUMBER FACTOR", "Multiplies integers.",
      "{{mul 2 3}}", "6"),
    family.entry(
      "div", "NUMBER DIVISOR", "Divides integers.",
      "{{div 10 2}}", "5"),
    family.entry(
      "mod", "NUMBER DIVISOR", "Returns a remainder.",
      "{{mod 10 3}}", "1"),
    family.entry(
      "seq", "FIRST LAST", "Lists integers, the last included.",
      "{{seq 1 3}}", "[1 2 3]"),
    family.entry(
      "atoi", "TEXT", "Reads an integer.",
      "{{add (atoi \"4\") 1}}", "5"),
  ]
}
