extension FunctionManual {
  private static let everywhere = FunctionFamily(
    origin: .dockerGen, dialects: [.consul, .confd])
  private static let consul = FunctionFamily(origin: .dockerGen, dialects: [.consul])

  private static let selection =
    "{{$list := parseJson `[{\"n\":\"one\",\"a\":{\"b\":1},\"t\":\"x,y\"},"
    + "{\"n\":\"two\",\"a\":{\"b\":2},\"t\":[\"y\",\"z\"]},{\"n\":\"three\"}]`}}"

  /// docker-gen's functions that no other tool has.
  static let dockerGen = dockerGenSelections + dockerGenOthers

  private static let dockerGenSelections: [FunctionDocumentation] = [
    everywhere.entry(
      "where", "LIST PATH VALUE", "Selects elements in which a field has a value.",
      selection + "{{range where $list \"a.b\" 2}}{{.n}} {{end}}", "two "),
    everywhere.entry(
      "whereNot", "LIST PATH VALUE", "Selects elements in which a field has another value.",
      selection + "{{range whereNot $list \"a.b\" 2}}{{.n}} {{end}}", "one three "),
    everywhere.entry(
      "whereExist", "LIST PATH", "Selects elements that have a field.",
      selection + "{{range whereExist $list \"a.b\"}}{{.n}} {{end}}", "one two "),
    everywhere.entry(
      "whereNotExist", "LIST PATH", "Selects elements that lack a field.",
      selection + "{{range whereNotExist $list \"a.b\"}}{{.n}} {{end}}", "three "),
    everywhere.entry(
      "whereAny", "LIST PATH SEPARATOR TEXTS",
      "Selects elements in which a separated text, or a list, holds any of the texts.",
      selection + "{{range whereAny $list \"t\" \",\" (parseJson `[\"x\",\"z\"]`)}}{{.n}} {{end}}",
      "one two "),
    everywhere.entry(
      "whereAll", "LIST PATH SEPARATOR TEXTS",
      "Selects elements in which a separated text, or a list, holds all of the texts.",
      selection + "{{range whereAll $list \"t\" \",\" (parseJson `[\"x\",\"y\"]`)}}{{.n}} {{end}}",
      "one "),
    everywhere.entry(
      "groupBy", "LIST PATH", "Groups elements by a field; those without it are left out.",
      selection + "{{range $b, $l := groupBy $list \"a.b\"}}{{$b}}={{len $l}} {{end}}",
      "1=1 2=1 "),
    everywhere.entry(
      "groupByWithDefault", "LIST PATH DEFAULT",
      "Groups elements by a field, those without it under the default.",
      selection + "{{range $b, $l := groupByWithDefault $list \"a.b\" \"no\"}}{{$b}} {{end}}",
      "1 2 no "),
    everywhere.entry(
      "groupByKeys", "LIST PATH", "Lists the values of a field, each once, sorted.",
      selection + "{{groupByKeys $list \"a.b\"}}", "[1 2]"),
    everywhere.entry(
      "groupByMulti", "LIST PATH SEPARATOR",
      "Groups elements by each piece of a separated text, or each text of a list.",
      selection + "{{range $t, $l := groupByMulti $list \"t\" \",\"}}{{$t}}={{len $l}} {{end}}",
      "x=1 y=2 z=1 "),
    everywhere.entry(
      "sortObjectsByKeysAsc", "LIST PATH", "Sorts elements by the text of a field.",
      selection + "{{range sortObjectsByKeysAsc $list \"n\"}}{{.n}} {{end}}",
      "one three two "),
    everywhere.entry(
      "sortObjectsByKeysDesc", "LIST PATH", "Sorts elements by the text of a field, downwards.",
      selection + "{{range sortObjectsByKeysDesc $list \"n\"}}{{.n}} {{end}}",
      "two three one "),
  ]

  private static let dockerGenOthers: [FunctionDocumentation] = [
    everywhere.entry(
      "closest", "TEXTS TEXT", "Returns the longest of the texts that the text contains.",
      "{{closest (parseJson `[\"a.com\",\"b.a.com\"]`) \"c.b.a.com\"}}", "b.a.com"),
    everywhere.entry(
      "comment", "DELIMITER TEXT", "Puts a delimiter before each line.",
      "{{comment \"# \" \"a\\nb\"}}", "# a\n# b"),
    everywhere.entry(
      "intersect", "TEXTS OTHERS", "Lists the texts that are in both lists, sorted.",
      "{{intersect (parseJson `[\"a\",\"b\",\"c\"]`) (parseJson `[\"c\",\"b\"]`)}}", "[b c]"),
    everywhere.entry("parseJson", "TEXT", "Reads any JSON.", "{{parseJson \"[1]\"}}", "[1]"),
    everywhere.entry(
      "queryEscape", "TEXT", "Escapes a text for the query of a URL.", "{{queryEscape \"a b&c\"}}",
      "a+b%26c"),
    everywhere.entry(
      "sha1", "TEXT", "Returns the SHA-1 digest, hexadecimal.", "{{sha1 \"hello\"}}",
      "aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d"),
    everywhere.entry(
      "sortStringsAsc", "TEXTS", "Sorts texts.", "{{sortStringsAsc (parseJson `[\"b\",\"a\"]`)}}",
      "[a b]"),
    everywhere.entry(
      "sortStringsDesc", "TEXTS", "Sorts texts downwards.",
      "{{sortStringsDesc (parseJson `[\"a\",\"b\"]`)}}", "[b a]"),
    everywhere.entry(
      "splitN", "TEXT SEPARATOR COUNT", "Splits a text to at most so many pieces.",
      "{{splitN \"a,b,c\" \",\" 2}}", "[a b,c]"),
    everywhere.entry(
      "when", "CONDITION YES NO", "Returns one of two values.", "{{when (eq 1 1) \"a\" \"b\"}}",
      "a"),
    consul.entry(
      "coalesce", "VALUE...", "Returns the first value that is not nil.", "{{coalesce nil 0 1}}",
      "0"),
    consul.entry(
      "keys", "MAP", "Lists a map's keys, sorted.", "{{keys (parseJson `{\"b\":1,\"a\":2}`)}}",
      "[a b]"),
  ]
}
