extension FunctionManual {
  /// Sprig's functions: the stricter forms of some.
  static let sprigMust: [FunctionDocumentation] = [
    sprig.entry(
      "sprig_mustAppend", "LIST VALUE",
      "Is `sprig_append`, which in Sprig itself does not end with an error.",
      "{{sprig_mustAppend (sprig_list 1 2) 3}}", "[1 2 3]"),
    sprig.entry(
      "sprig_mustChunk", "SIZE LIST",
      "Is `sprig_chunk`, which in Sprig itself does not end with an error.",
      "{{sprig_mustChunk 2 (sprig_list 1 2 3)}}", "[[1 2] [3]]"),
    sprig.entry(
      "sprig_mustCompact", "LIST",
      "Is `sprig_compact`, which in Sprig itself does not end with an error.",
      #"{{sprig_mustCompact (sprig_list 1 "" 0 "a")}}"#, "[1 a]"),
    sprig.entry(
      "sprig_mustDeepCopy", "VALUE",
      "Is `sprig_deepCopy`, which in Sprig itself does not end with an error.",
      #"{{sprig_mustDeepCopy (sprig_dict "a" 1)}}"#, "map[a:1]"),
    sprig.entry(
      "sprig_mustFirst", "LIST",
      "Is `sprig_first`, which in Sprig itself does not end with an error.",
      "{{sprig_mustFirst (sprig_list 1 2 3)}}", "1"),
    sprig.entry(
      "sprig_mustFromJson", "TEXT", "Reads JSON, and refuses what is none.",
      #"{{sprig_mustFromJson `{"a": [1]}`}}"#, "map[a:[1]]"),
    sprig.entry(
      "sprig_mustHas", "VALUE LIST",
      "Is `sprig_has`, which in Sprig itself does not end with an error.",
      "{{sprig_mustHas 2 (sprig_list 1 2)}}", "true"),
    sprig.entry(
      "sprig_mustInitial", "LIST",
      "Is `sprig_initial`, which in Sprig itself does not end with an error.",
      "{{sprig_mustInitial (sprig_list 1 2 3)}}", "[1 2]"),
    sprig.entry(
      "sprig_mustLast", "LIST",
      "Is `sprig_last`, which in Sprig itself does not end with an error.",
      "{{sprig_mustLast (sprig_list 1 2 3)}}", "3"),
    sprig.entry(
      "sprig_mustMerge", "MAP MAP...",
      "Is `sprig_merge`, which in Sprig itself does not end with an error.",
      #"{{sprig_mustMerge (sprig_dict "a" 1) (sprig_dict "a" 2 "b" 3)}}"#, "map[a:1 b:3]"),
    sprig.entry(
      "sprig_mustMergeOverwrite", "MAP MAP...",
      "Is `sprig_mergeOverwrite`, which in Sprig itself does not end with an error.",
      #"{{sprig_mustMergeOverwrite (sprig_dict "a" 1) (sprig_dict "a" 2 "b" 3)}}"#, "map[a:2 b:3]"),
    sprig.entry(
      "sprig_mustPrepend", "LIST VALUE",
      "Is `sprig_prepend`, which in Sprig itself does not end with an error.",
      "{{sprig_mustPrepend (sprig_list 2 3) 1}}", "[1 2 3]"),
    sprig.entry(
      "sprig_mustPush", "LIST VALUE",
      "Is `sprig_push`, which in Sprig itself does not end with an error.",
      "{{sprig_mustPush (sprig_list 1 2) 3}}", "[1 2 3]"),
    sprig.entry(
      "sprig_mustRegexFind", "PATTERN TEXT",
      "Is `sprig_regexFind`, which in Sprig itself does not end with an error.",
      #"{{sprig_mustRegexFind "[a-z]+" "12ab34cd"}}"#, "ab"),
    sprig.entry(
      "sprig_mustRegexFindAll", "PATTERN TEXT COUNT",
      "Is `sprig_regexFindAll`, which in Sprig itself does not end with an error.",
      #"{{sprig_mustRegexFindAll "[0-9]" "a1b2c3" 2}}"#, "[1 2]"),
    sprig.entry(
      "sprig_mustRegexMatch", "PATTERN TEXT",
      "Is `sprig_regexMatch`, which in Sprig itself does not end with an error.",
      #"{{sprig_mustRegexMatch "^a.c$" "abc"}}"#, "true"),
    sprig.entry(
      "sprig_mustRegexReplaceAll", "PATTERN TEXT REPLACEMENT",
      "Is `sprig_regexReplaceAll`, which in Sprig itself does not end with an error.",
      #"{{sprig_mustRegexReplaceAll "a(x*)b" "-axxb-" "${1}W"}}"#, "-xxW-"),
    sprig.entry(
      "sprig_mustRegexReplaceAllLiteral", "PATTERN TEXT REPLACEMENT",
      "Is `sprig_regexReplaceAllLiteral`, which in Sprig itself does not end with an error.",
      #"{{sprig_mustRegexReplaceAllLiteral "a(x*)b" "-axxb-" "$1"}}"#, "-$1-"),
    sprig.entry(
      "sprig_mustRegexSplit", "PATTERN TEXT COUNT",
      "Is `sprig_regexSplit`, which in Sprig itself does not end with an error.",
      #"{{sprig_mustRegexSplit "z+" "pizza" -1}}"#, "[pi a]"),
    sprig.entry(
      "sprig_mustRest", "LIST",
      "Is `sprig_rest`, which in Sprig itself does not end with an error.",
      "{{sprig_mustRest (sprig_list 1 2 3)}}", "[2 3]"),
    sprig.entry(
      "sprig_mustReverse", "LIST",
      "Is `sprig_reverse`, which in Sprig itself does not end with an error.",
      "{{sprig_mustReverse (sprig_list 1 2 3)}}", "[3 2 1]"),
    sprig.entry(
      "sprig_mustSlice", "LIST POSITION...",
      "Is `sprig_slice`, which in Sprig itself does not end with an error.",
      "{{sprig_mustSlice (sprig_list 1 2 3 4) 1 3}}", "[2 3]"),
    sprig.entry(
      "sprig_mustToJson", "VALUE",
      "Is `sprig_toJson`, which in Sprig itself does not end with an error.",
      #"{{sprig_mustToJson (sprig_dict "a" "<b>")}}"#, #"{"a":"\u003cb\u003e"}"#),
    sprig.entry(
      "sprig_mustToPrettyJson", "VALUE",
      "Is `sprig_toPrettyJson`, which in Sprig itself does not end with an error.",
      "{{sprig_mustToPrettyJson (sprig_list 1)}}", "[\n  1\n]"),
    sprig.entry(
      "sprig_mustToRawJson", "VALUE",
      "Is `sprig_toRawJson`, which in Sprig itself does not end with an error.",
      #"{{sprig_mustToRawJson (sprig_dict "a" "<b>")}}"#, #"{"a":"<b>"}"#),
    sprig.entry(
      "sprig_mustUniq", "LIST",
      "Is `sprig_uniq`, which in Sprig itself does not end with an error.",
      "{{sprig_mustUniq (sprig_list 1 2 1)}}", "[1 2]"),
    sprig.entry(
      "sprig_mustWithout", "LIST VALUE...",
      "Is `sprig_without`, which in Sprig itself does not end with an error.",
      "{{sprig_mustWithout (sprig_list 1 2 3) 2}}", "[1 3]"),
  ]
}
