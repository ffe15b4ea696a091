extension FunctionManual {
  private static let family = FunctionFamily(origin: .confd, dialects: [.confd])

  /// confd's functions on its keys.
  static let confdKeys: [FunctionDocumentation] = [
    family.entry(
      "exists", "KEY", "Says whether a key exists; folders do not.",
      "{{exists \"/app/port\"}} {{exists \"/app\"}}", "true false"),
    family.entry(
      "get", "KEY", "Returns a key with its value; the key must exist.",
      "{{with get \"/app/port\"}}{{.Key}}={{.Value}}{{end}}", "/app/port=8080"),
    family.entry(
      "gets", "PATTERN", "Lists the keys that a pattern matches; `*` and `?` do not cross slashes.",
      "{{range gets \"/app/*\"}}{{.Key}}={{.Value}} {{end}}", "/app/port=8080 "),
    family.entry(
      "getv", "KEY [DEFAULT]...", "Returns a key's value; without a default the key must exist.",
      "{{getv \"/app/port\"}} {{getv \"/app/none\" \"80\"}}", "8080 80"),
    family.entry(
      "getvs", "PATTERN", "Lists the values of the keys that a pattern matches, sorted.",
      "{{getvs \"/app/*\"}}", "[8080]"),
    family.entry(
      "ls", "PATH", "Lists the names directly below a path; of `/` only keys.",
      "{{ls \"/app\"}}", "[db port]"),
    family.entry(
      "lsdir", "PATH", "Lists the folders directly below a path; of `/` none.",
      "{{lsdir \"/app\"}}", "[db]"),
    family.entry(
      "sortKVByLength", "LIST", "Sorts keys by their lengths.",
      "{{range sortKVByLength (gets \"/app/*\")}}{{.Key}}{{end}}", "/app/port"),
    family.entry(
      "cget", "KEY", "Returns a key with its value, decrypted by `secret_keyring`.",
      "{{with cget \"/secret/db\"}}{{.Key}}={{.Value}}{{end}}", "/secret/db=s3cret"),
    family.entry(
      "cgets", "PATTERN", "Lists the keys that a pattern matches, their values decrypted.",
      "{{range cgets \"/secret/*\"}}{{.Key}}={{.Value}} {{end}}", "/secret/db=s3cret "),
    family.entry(
      "cgetv", "KEY", "Returns a key's value, decrypted by `secret_keyring`.",
      "{{cgetv \"/secret/db\"}}", "s3cret"),
    family.entry(
      "cgetvs", "PATTERN",
      "Lists the values of the keys that a pattern matches, decrypted, in the order of what is "
        + "stored.",
      "{{cgetvs \"/secret/*\"}}", "[s3cret]"),
  ]
}
