extension FunctionManual {
  /// Sprig's functions: patterns, times and versions.
  static let sprigPatterns: [FunctionDocumentation] = [
    sprig.entry(
      "sprig_regexFind", "PATTERN TEXT", "Returns the first match.",
      #"{{sprig_regexFind "[a-z]+" "12ab34cd"}}"#, "ab"),
    sprig.entry(
      "sprig_regexFindAll", "PATTERN TEXT COUNT", "Returns the first matches, or with -1 all.",
      #"{{sprig_regexFindAll "[0-9]" "a1b2c3" 2}}"#, "[1 2]"),
    sprig.entry(
      "sprig_regexMatch", "PATTERN TEXT", "Says whether a pattern matches.",
      #"{{sprig_regexMatch "^a.c$" "abc"}}"#, "true"),
    sprig.entry(
      "sprig_regexQuoteMeta", "TEXT", "Makes a pattern that matches the text alone.",
      #"{{sprig_regexQuoteMeta "1.2"}}"#, #"1\.2"#),
    sprig.entry(
      "sprig_regexReplaceAll", "PATTERN TEXT REPLACEMENT",
      "Replaces all matches; `$1` is what the first group matched.",
      #"{{sprig_regexReplaceAll "a(x*)b" "-axxb-" "${1}W"}}"#, "-xxW-"),
    sprig.entry(
      "sprig_regexReplaceAllLiteral", "PATTERN TEXT REPLACEMENT",
      "Replaces all matches by a text as it is.",
      #"{{sprig_regexReplaceAllLiteral "a(x*)b" "-axxb-" "$1"}}"#, "-$1-"),
    sprig.entry(
      "sprig_regexSplit", "PATTERN TEXT COUNT", "Splits a text at the matches.",
      #"{{sprig_regexSplit "z+" "pizza" -1}}"#, "[pi a]"),
    sprig.entry(
      "sprig_ago", "TIME", "Says how long ago a time was.",
      #"{{sprig_ago (sprig_toDate "2006-01-02 15:04" "2024-02-29 13:00")}}"#, "4m5s", .volatile),
    sprig.entry(
      "sprig_duration", "SECONDS", "Writes seconds as a duration.",
      #"{{sprig_duration "95"}}"#, "1m35s"),
    sprig.entry(
      "sprig_durationRound", "DURATION", "Writes a duration in its largest unit.",
      #"{{sprig_durationRound "2h10m5s"}}"#, "2h"),
    sprig.entry(
      "sprig_mustDateModify", "DURATION TIME", "Returns the time a duration later.",
      #"{{sprig_mustDateModify "1h" (sprig_toDate "2006-01-02" "2024-02-29")}}"#,
      "2024-02-29 01:00:00 +0000 UTC"),
    sprig.entry(
      "sprig_must_date_modify", "DURATION TIME", "Is another name of `sprig_mustDateModify`.",
      #"{{sprig_must_date_modify "-1h" (sprig_toDate "2006-01-02" "2024-02-29")}}"#,
      "2024-02-28 23:00:00 +0000 UTC"),
    sprig.entry(
      "sprig_mustToDate", "LAYOUT TEXT", "Reads a time, and refuses what is none.",
      #"{{sprig_mustToDate "2006-01-02" "2024-02-29"}}"#, "2024-02-29 00:00:00 +0000 UTC"),
    sprig.entry(
      "sprig_semver", "TEXT", "Reads a semantic version.",
      #"{{(sprig_semver "1.2.3-rc.1").Minor}}"#, "2"),
    sprig.entry(
      "sprig_semverCompare", "CONSTRAINT VERSION", "Says whether a version meets a constraint.",
      #"{{sprig_semverCompare "^1.2.0" "1.4.7"}}"#, "true"),
    sprig.entry(
      "sprig_toDate", "LAYOUT TEXT", "Reads a time, or gives the first day of the year 1.",
      #"{{sprig_toDate "2006-01-02" "2024-02-29"}}"#, "2024-02-29 00:00:00 +0000 UTC"),
    sprig.entry(
      "sprig_unixEpoch", "TIME", "Returns a time's seconds since 1970.",
      #"{{sprig_unixEpoch (sprig_toDate "2006-01-02" "2024-02-29")}}"#, "1709164800"),
  ]
}
