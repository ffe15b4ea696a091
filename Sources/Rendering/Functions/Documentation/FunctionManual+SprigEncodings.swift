extension FunctionManual {
  /// Sprig's functions: encodings, digests and paths.
  static let sprigEncodings: [FunctionDocumentation] = [
    sprig.entry(
      "sprig_adler32sum", "TEXT", "Returns the Adler-32 checksum.",
      #"{{sprig_adler32sum "hello"}}"#, "103547413"),
    sprig.entry(
      "sprig_b32dec", "TEXT", "Decodes Base32.",
      #"{{sprig_b32dec "NBSWY3DP"}}"#, "hello"),
    sprig.entry(
      "sprig_b32enc", "TEXT", "Encodes as Base32.",
      #"{{sprig_b32enc "hello"}}"#, "NBSWY3DP"),
    sprig.entry(
      "sprig_b64dec", "TEXT", "Decodes Base64.",
      #"{{sprig_b64dec "aGVsbG8="}}"#, "hello"),
    sprig.entry(
      "sprig_b64enc", "TEXT", "Encodes as Base64.",
      #"{{sprig_b64enc "hello"}}"#, "aGVsbG8="),
    sprig.entry(
      "sprig_fromJson", "TEXT", "Reads JSON, or gives nothing.",
      #"{{sprig_fromJson `{"a": [1]}`}}"#, "map[a:[1]]"),
    sprig.entry(
      "sprig_sha1sum", "TEXT", "Returns the SHA-1 digest, hexadecimal.",
      #"{{sprig_sha1sum "hello"}}"#, "aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d"),
    sprig.entry(
      "sprig_sha256sum", "TEXT", "Returns the SHA-256 digest, hexadecimal.",
      #"{{sprig_sha256sum "hello" | sprig_trunc 16}}"#, "2cf24dba5fb0a30e"),
    sprig.entry(
      "sprig_sha512sum", "TEXT", "Returns the SHA-512 digest, hexadecimal.",
      #"{{sprig_sha512sum "hello" | sprig_trunc 16}}"#, "9b71d224bd62f378"),
    sprig.entry(
      "sprig_toJson", "VALUE", "Writes JSON.",
      #"{{sprig_toJson (sprig_dict "a" "<b>")}}"#, #"{"a":"\u003cb\u003e"}"#),
    sprig.entry(
      "sprig_toPrettyJson", "VALUE", "Writes JSON in lines.",
      "{{sprig_toPrettyJson (sprig_list 1)}}", "[\n  1\n]"),
    sprig.entry(
      "sprig_toRawJson", "VALUE", "Writes JSON with `<`, `>` and `&` as they are.",
      #"{{sprig_toRawJson (sprig_dict "a" "<b>")}}"#, #"{"a":"<b>"}"#),
    sprig.entry(
      "sprig_urlJoin", "MAP", "Makes a URL of its parts.",
      #"{{sprig_urlJoin (sprig_dict "scheme" "http" "host" "h:80" "path" "/p")}}"#,
      "http://h:80/p"),
    sprig.entry(
      "sprig_urlParse", "URL", "Takes a URL apart.",
      #"{{(sprig_urlParse "http://h:80/p?q=1").host}}"#, "h:80"),
    sprig.entry(
      "sprig_base", "PATH", "Returns the last part of a path.",
      #"{{sprig_base "a/b.txt"}}"#, "b.txt"),
    sprig.entry(
      "sprig_clean", "PATH", "Shortens a path.",
      #"{{sprig_clean "a/../b//c"}}"#, "b/c"),
    sprig.entry(
      "sprig_dir", "PATH", "Returns a path without its last part.",
      #"{{sprig_dir "a/b.txt"}}"#, "a"),
    sprig.entry(
      "sprig_ext", "PATH", "Returns the extension of a file's name.",
      #"{{sprig_ext "a/b.txt"}}"#, ".txt"),
    sprig.entry(
      "sprig_isAbs", "PATH", "Says whether a path begins at the root.",
      #"{{sprig_isAbs "/a"}}"#, "true"),
    sprig.entry(
      "sprig_osBase", "PATH", "Is another name of `sprig_base`.",
      #"{{sprig_osBase "a/b.txt"}}"#, "b.txt"),
    sprig.entry(
      "sprig_osClean", "PATH", "Is another name of `sprig_clean`.",
      #"{{sprig_osClean "a/../b//c"}}"#, "b/c"),
    sprig.entry(
      "sprig_osDir", "PATH", "Is another name of `sprig_dir`.",
      #"{{sprig_osDir "a/b.txt"}}"#, "a"),
    sprig.entry(
      "sprig_osExt", "PATH", "Is another name of `sprig_ext`.",
      #"{{sprig_osExt "a/b.txt"}}"#, ".txt"),
    sprig.entry(
      "sprig_osIsAbs", "PATH", "Is another name of `sprig_isAbs`.",
      #"{{sprig_osIsAbs "/a"}}"#, "true"),
  ]
}
