extension FunctionManual {
  private static let consul = FunctionFamily(origin: .consulTemplate, dialects: [.consul])

  /// consul-template's functions for lists, maps and documents.
  static let consulData: [FunctionDocumentation] = [
    consul.entry(
      "in", "LIST VALUE", "Says whether a list or text holds a value.",
      "{{in (split \",\" \"a,b\") \"b\"}}", "true"),
    consul.entry(
      "contains", "VALUE LIST", "Says whether a list or text holds a value; for pipes.",
      "{{range service \"web\"}}{{.Tags | contains \"blue\"}} {{end}}", "true false "),
    consul.entry(
      "containsAll", "VALUES LIST", "Says whether a list holds all of the values.",
      "{{containsAll (parseJSON \"[1]\") (parseJSON \"[1,2]\")}}", "true"),
    consul.entry(
      "containsAny", "VALUES LIST", "Says whether a list holds any of the values.",
      "{{containsAny (parseJSON \"[1,3]\") (parseJSON \"[1,2]\")}}", "true"),
    consul.entry(
      "containsNone", "VALUES LIST", "Says whether a list holds none of the values.",
      "{{containsNone (parseJSON \"[3]\") (parseJSON \"[1,2]\")}}", "true"),
    consul.entry(
      "containsNotAll", "VALUES LIST", "Says whether a list lacks any of the values.",
      "{{containsNotAll (parseJSON \"[1,3]\") (parseJSON \"[1,2]\")}}", "true"),
    consul.entry(
      "byTag", "LIST", "Groups services by tag.",
      "{{range $tag, $list := service \"web\" | byTag}}{{$tag}}:{{len $list}} {{end}}",
      "blue:1 green:1 "),
    consul.entry(
      "byPort", "LIST", "Groups instances by port.",
      "{{range $port, $list := service \"web\" | byPort}}{{$port}}:{{len $list}} {{end}}",
      "80:1 8080:1 "),
    consul.entry(
      "byMeta", "KEYS LIST", "Groups instances by metadata.",
      "{{range $zone, $list := service \"web\" | byMeta \"zone\"}}{{$zone}}:{{len $list}} {{end}}",
      "_no_zone_:1 a:1 "),
    consul.entry(
      "byKey", "LIST", "Groups keys by the first name of their paths.",
      "{{range $name, $map := tree \"app\" | byKey}}{{$name}} {{end}}", "db "),
    consul.entry(
      "explode", "LIST", "Makes nested maps of keys.", "{{tree \"app\" | explode | toJSON}}",
      "{\"db\":{\"host\":\"db1\"},\"port\":\"8080\"}"),
    consul.entry(
      "explodeMap", "MAP", "Makes nested maps of a map whose keys are paths.",
      "{{parseJSON \"{\\\"a/b\\\":1}\" | explodeMap}}", "map[a:map[b:1]]"),
    consul.entry(
      "mergeMap", "TARGET MAP", "Adds to a map what it lacks, at any depth.",
      "{{mergeMap (parseJSON \"{\\\"a\\\":1}\") (parseJSON \"{\\\"a\\\":2,\\\"b\\\":3}\")}}",
      "map[a:1 b:3]"),
    consul.entry(
      "mergeMapWithOverride", "TARGET MAP", "Adds a map to another and replaces what it has.",
      "{{mergeMapWithOverride (parseJSON \"{\\\"a\\\":1}\") (parseJSON \"{\\\"a\\\":2}\")}}",
      "map[a:2]"),
    consul.entry(
      "parseJSON", "TEXT", "Reads JSON.", "{{(parseJSON \"{\\\"a\\\":[1,2]}\").a}}", "[1 2]"),
    consul.entry("parseYAML", "TEXT", "Reads YAML.", "{{(parseYAML \"a: [1, x]\").a}}", "[1 x]"),
    consul.entry(
      "toJSON", "VALUE", "Writes JSON in one line.", "{{toJSON (split \",\" \"a,<\")}}",
      "[\"a\",\"\\u003c\"]"),
    consul.entry(
      "toJSONPretty", "VALUE", "Writes JSON with line ends and indents.",
      "{{toJSONPretty (split \",\" \"a\")}}", "[\n  \"a\"\n]"),
    consul.entry(
      "toUnescapedJSON", "VALUE", "Writes JSON and leaves `<`, `>` and `&` as they are.",
      "{{toUnescapedJSON \"<&>\"}}", "\"<&>\""),
    consul.entry(
      "toUnescapedJSONPretty", "VALUE",
      "Writes JSON with line ends and leaves `<`, `>` and `&` as they are.",
      "{{toUnescapedJSONPretty (split \",\" \"<\")}}", "[\n  \"<\"\n]"),
    consul.entry(
      "toYAML", "VALUE", "Writes YAML.", "{{splitToMap \",\" \"=\" \"a=1,b=x\" | toYAML}}",
      "a: \"1\"\nb: x"),
    consul.entry(
      "toTOML", "VALUE", "Writes TOML.", "{{splitToMap \",\" \"=\" \"a=1\" | toTOML}}",
      "a = \"1\""),
    consul.entry(
      "scratch", "", "Returns a store for values, fresh in each pass.",
      "{{scratch.Set \"a\" 1}}{{scratch.Get \"a\"}}", "1"),
    consul.entry(
      "executeTemplate", "NAME [DATA]...", "Runs a defined template and returns its text.",
      "{{define \"t\"}}<{{.}}>{{end}}{{executeTemplate \"t\" 1 | toUpper}}", "<1>"),
    consul.entry("spew_dump", "VALUE...", "Writes values with their types to the debug output."),
    consul.entry(
      "spew_printf", "FORMAT VALUE...", "Writes values in a format to the debug output."),
    consul.entry(
      "spew_sdump", "VALUE...", "Returns values with their types.", "{{spew_sdump 1}}",
      "(int) 1\n"),
    consul.entry(
      "spew_sprintf", "FORMAT VALUE...", "Returns values in a format.",
      "{{spew_sprintf \"%v\" 1}}", "1"),
  ]
}
