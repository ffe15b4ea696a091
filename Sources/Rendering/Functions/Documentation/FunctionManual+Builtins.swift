extension FunctionManual {
  private static let go = FunctionFamily(origin: .go, dialects: [.consul, .confd, .none])

  /// Go's own functions.
  static let builtins: [FunctionDocumentation] = [
    go.entry(
      "and", "VALUE...", "Returns the first empty value, else the last; looks no further.",
      "{{and 1 0 2}} {{and 1 2}}", "0 2"),
    go.entry(
      "or", "VALUE...", "Returns the first value that is not empty, else the last.",
      "{{or 0 \"\" 2}}", "2"),
    go.entry("not", "VALUE", "Says whether a value is empty.", "{{not 0}} {{not 1}}", "true false"),
    go.entry(
      "len", "VALUE", "Counts a text's bytes, a list's elements or a map's entries.",
      "{{len \"é\"}} {{len (slice \"abc\" 1)}}", "2 2"),
    go.entry(
      "index", "VALUE KEY...", "Returns the element of a list or map, at any depth.",
      "{{index \"abc\" 1}}", "98"),
    go.entry(
      "slice", "VALUE INDEX...", "Cuts a piece out of a text or list.", "{{slice \"abcd\" 1 3}}",
      "bc"),
    go.entry("call", "FUNCTION ARGUMENT...", "Calls a value that is a function."),
    go.entry(
      "print", "VALUE...", "Joins values to a text, blanks between those that are no texts.",
      "{{print 1 2 \"a\" \"b\" 3}}", "1 2ab3"),
    go.entry(
      "println", "VALUE...", "Joins values to a line, blanks between all.", "{{println 1 \"a\"}}",
      "1 a\n"),
    go.entry(
      "printf", "FORMAT VALUE...", "Formats values with Go's verbs, flags and widths.",
      "{{printf \"%-6s|%03d|%q|%.2f\" \"web\" 7 \"a\" 1.5}}", "web   |007|\"a\"|1.50"),
    go.entry(
      "html", "VALUE...", "Escapes a text for HTML.", "{{html \"<a & b>\"}}",
      "&lt;a &amp; b&gt;"),
    go.entry(
      "js", "VALUE...", "Escapes a text for JavaScript.", "{{js \"it's\"}}", "it\\'s"),
    go.entry(
      "urlquery", "VALUE...", "Escapes a text for the query of a URL.", "{{urlquery \"a b&c\"}}",
      "a+b%26c"),
    go.entry(
      "eq", "VALUE OTHER...", "Says whether a value equals any of the others.",
      "{{eq 2 1 2}} {{eq \"a\" \"b\"}}", "true false"),
    go.entry("ne", "LEFT RIGHT", "Says whether two values differ.", "{{ne 1 2}}", "true"),
    go.entry("lt", "LEFT RIGHT", "Says whether left is less.", "{{lt 1 2}}", "true"),
    go.entry("le", "LEFT RIGHT", "Says whether left is less or equal.", "{{le 2 2}}", "true"),
    go.entry("gt", "LEFT RIGHT", "Says whether left is greater.", "{{gt 1 2}}", "false"),
    go.entry("ge", "LEFT RIGHT", "Says whether left is greater or equal.", "{{ge 2 2}}", "true"),
  ]
}
