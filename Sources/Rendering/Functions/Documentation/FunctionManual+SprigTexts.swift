extension FunctionManual {
  /// Sprig's functions: texts.
  static let sprigTexts: [FunctionDocumentation] = [
    sprig.entry(
      "sprig_abbrev", "WIDTH TEXT", "Shortens a text to a width, with dots at its end.",
      #"{{sprig_abbrev 8 "hello world"}}"#, "hello..."),
    sprig.entry(
      "sprig_abbrevboth", "LEFT RIGHT TEXT", "Shortens a text at both ends.",
      #"{{sprig_abbrevboth 5 10 "1234 5678 9123"}}"#, "...5678..."),
    sprig.entry(
      "sprig_camelcase", "TEXT", "Writes words together, each with a capital.",
      #"{{sprig_camelcase "http_server"}}"#, "HttpServer"),
    sprig.entry(
      "sprig_cat", "VALUE...", "Joins values with blanks between.",
      #"{{sprig_cat "a" 1 true}}"#, "a 1 true"),
    sprig.entry(
      "sprig_contains", "PART TEXT", "Says whether a text contains another.",
      #"{{sprig_contains "ell" "hello"}}"#, "true"),
    sprig.entry(
      "sprig_hasPrefix", "PREFIX TEXT", "Says whether a text begins with another.",
      #"{{sprig_hasPrefix "he" "hello"}}"#, "true"),
    sprig.entry(
      "sprig_hasSuffix", "SUFFIX TEXT", "Says whether a text ends with another.",
      #"{{sprig_hasSuffix "lo" "hello"}}"#, "true"),
    sprig.entry(
      "sprig_hello", "", "Greets.",
      "{{sprig_hello}}", "Hello!"),
    sprig.entry(
      "sprig_indent", "WIDTH TEXT", "Indents every line.",
      #"{{sprig_indent 2 "a\nb"}}"#, "  a\n  b"),
    sprig.entry(
      "sprig_initials", "TEXT", "Returns the first letters of the words.",
      #"{{sprig_initials "First Try"}}"#, "FT"),
    sprig.entry(
      "sprig_kebabcase", "TEXT", "Writes words in small letters with hyphens between.",
      #"{{sprig_kebabcase "FirstName"}}"#, "first-name"),
    sprig.entry(
      "sprig_lower", "TEXT", "Writes a text in small letters.",
      #"{{sprig_lower "HELLO"}}"#, "hello"),
    sprig.entry(
      "sprig_nindent", "WIDTH TEXT", "Indents every line and begins with a new one.",
      #"{{sprig_nindent 2 "a"}}"#, "\n  a"),
    sprig.entry(
      "sprig_nospace", "TEXT", "Removes all white space.",
      #"{{sprig_nospace "h e l l o"}}"#, "hello"),
    sprig.entry(
      "sprig_plural", "ONE MANY COUNT", "Chooses one of two texts by a number.",
      #"{{sprig_plural "server" "servers" 2}}"#, "servers"),
    sprig.entry(
      "sprig_quote", "VALUE...", "Puts values in double quotes.",
      #"{{sprig_quote "a" 1}}"#, #""a" "1""#),
    sprig.entry(
      "sprig_repeat", "COUNT TEXT", "Repeats a text.",
      #"{{sprig_repeat 3 "ab"}}"#, "ababab"),
    sprig.entry(
      "sprig_replace", "OLD NEW TEXT", "Replaces all occurrences.",
      #"{{sprig_replace " " "-" "a b c"}}"#, "a-b-c"),
    sprig.entry(
      "sprig_shuffle", "TEXT", "Mixes the characters of a text.",
      #"{{sprig_shuffle "abc" | len}}"#, "3", .volatile),
    sprig.entry(
      "sprig_snakecase", "TEXT", "Writes words in small letters with underscores between.",
      #"{{sprig_snakecase "FirstName"}}"#, "first_name"),
    sprig.entry(
      "sprig_squote", "VALUE...", "Puts values in single quotes.",
      #"{{sprig_squote "a" 1}}"#, "'a' '1'"),
    sprig.entry(
      "sprig_substr", "START END TEXT", "Returns the bytes from one position to another.",
      #"{{sprig_substr 0 5 "hello world"}}"#, "hello"),
    sprig.entry(
      "sprig_swapcase", "TEXT",
      "Turns small letters into capitals and capitals into small ones, word by word.",
      #"{{sprig_swapcase "This Is"}}"#, "tHIS iS"),
    sprig.entry(
      "sprig_title", "TEXT", "Begins each word with a capital.",
      #"{{sprig_title "hello world"}}"#, "Hello World"),
    sprig.entry(
      "sprig_trim", "TEXT", "Removes white space at both ends.",
      #"{{sprig_trim "  a "}}"#, "a"),
    sprig.entry(
      "sprig_trimAll", "CHARACTERS TEXT", "Removes characters at both ends.",
      #"{{sprig_trimAll "$" "$5.00$"}}"#, "5.00"),
    sprig.entry(
      "sprig_trimall", "CHARACTERS TEXT", "Is another name of `sprig_trimAll`.",
      #"{{sprig_trimall "$" "$5.00$"}}"#, "5.00"),
    sprig.entry(
      "sprig_trimPrefix", "PREFIX TEXT", "Removes a beginning.",
      #"{{sprig_trimPrefix "-" "-hello"}}"#, "hello"),
    sprig.entry(
      "sprig_trimSuffix", "SUFFIX TEXT", "Removes an end.",
      #"{{sprig_trimSuffix "-" "hello-"}}"#, "hello"),
    sprig.entry(
      "sprig_trunc", "COUNT TEXT",
      "Returns the first bytes of a text, or with a negative number the last ones.",
      #"{{sprig_trunc -5 "hello world"}}"#, "world"),
    sprig.entry(
      "sprig_untitle", "TEXT", "Begins each word with a small letter.",
      #"{{sprig_untitle "Hello World"}}"#, "hello world"),
    sprig.entry(
      "sprig_upper", "TEXT", "Writes a text in capitals.",
      #"{{sprig_upper "hello"}}"#, "HELLO"),
    sprig.entry(
      "sprig_wrap", "WIDTH TEXT", "Breaks lines at blanks.",
      #"{{sprig_wrap 5 "a bc def"}}"#, "a bc\ndef"),
    sprig.entry(
      "sprig_wrapWith", "WIDTH BREAK TEXT", "Breaks lines at blanks with a text of its own.",
      #"{{sprig_wrapWith 5 "|" "a bc def"}}"#, "a bc|def"),
    sprig.entry(
      "sprig_join", "SEPARATOR LIST", "Joins the elements of a list.",
      #"{{sprig_join "-" (sprig_list 1 "a")}}"#, "1-a"),
    sprig.entry(
      "sprig_sortAlpha", "LIST", "Sorts a list as texts.",
      #"{{sprig_sortAlpha (sprig_list "b" "a")}}"#, "[a b]"),
    sprig.entry(
      "sprig_split", "SEPARATOR TEXT",
      "Splits a text into a map with the keys `_0`, `_1` and so on.",
      #"{{sprig_split "$" "foo$bar"}}"#, "map[_0:foo _1:bar]"),
    sprig.entry(
      "sprig_splitList", "SEPARATOR TEXT", "Splits a text into a list.",
      #"{{sprig_splitList "$" "foo$bar"}}"#, "[foo bar]"),
    sprig.entry(
      "sprig_splitn", "SEPARATOR COUNT TEXT", "Splits a text into a map of at most so many parts.",
      #"{{sprig_splitn "$" 2 "foo$bar$baz"}}"#, "map[_0:foo _1:bar$baz]"),
    sprig.entry(
      "sprig_toString", "VALUE", "Writes a value as a text.",
      "{{sprig_toString 12 | len}}", "2"),
    sprig.entry(
      "sprig_toStrings", "LIST", "Writes the elements of a list as texts.",
      #"{{sprig_toStrings (sprig_list 1 2) | printf "%q"}}"#, #"["1" "2"]"#),
  ]
}
