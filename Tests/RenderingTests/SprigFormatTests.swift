import Rendering
import TemplateLanguage
import Values
import XCTest

/// sprig's functions on encodings, paths, patterns, URLs, versions and times.
final class SprigFormatTests: XCTestCase {
  private let rows = TemplateRows()

  func testWrongFormsAreRefused() {
    rows.refuse(
      "{{sprig_regexFind \"(\" \"a\"}}",
      "regexp: Compile(`(`): error parsing regexp: missing closing ): `(`")
    rows.refuse("{{sprig_mustRegexMatch \"(\" \"a\"}}", "missing closing ): `(`")
    rows.refuse("{{sprig_semver \"x\"}}", "Invalid Semantic Version")
    rows.refuse("{{sprig_semverCompare \"?1\" \"1\"}}", "improper constraint: ?1")
    rows.refuse(
      "{{sprig_urlParse \"http://[\"}}",
      "unable to parse url: parse \"http://[\": missing ']' in host")
    rows.refuse("{{sprig_urlJoin (sprig_dict \"host\" 1)}}", "but int found")
    rows.refuse(
      "{{sprig_mustToDate \"2006-01-02\" \"x\"}}",
      "parsing time \"x\" as \"2006-01-02\": cannot parse \"x\" as \"2006\"")
    rows.refuse(
      "{{sprig_mustToDate \"2006-01-02\" \"2023-02-30\"}}",
      "parsing time \"2023-02-30\": day out of range")
  }

  func testEncodings() {
    rows.check("{{sprig_b64enc \"hi\"}}{{sprig_b64dec \"aGk=\"}}", "aGk=hi")
    rows.check("{{sprig_b64dec \"*\"}}", "illegal base64 data at input byte 0")
    rows.check(
      "{{sprig_b32enc \"coffee\"}}{{sprig_b32dec \"MNXWMZTFMU======\"}}", "MNXWMZTFMU======coffee")
    for (text, position) in [("1", 0), ("MZXW6==", 7), ("MZ", 0), ("MZXW6=A=", 5)] {
      rows.check("{{sprig_b32dec \"\(text)\"}}", "illegal base32 data at input byte \(position)")
    }
    rows.check("{{sprig_adler32sum \"abc\"}}", "38600999")
    rows.check("{{sprig_sha1sum \"abc\"}}", "a9993e364706816aba3e25717850c26c9cd0d89d")
  }

  func testPaths() {
    rows.check("{{sprig_base \"foo/bar/\"}} {{sprig_base \"\"}} {{sprig_osBase \"//\"}}", "bar . /")
    rows.check("{{sprig_dir \"foo/bar\"}} {{sprig_dir \"x\"}} {{sprig_osDir \"/x\"}}", "foo . /")
    rows.check("{{sprig_clean \"foo/bar/../baz\"}} {{sprig_clean \"/../a/./\"}}", "foo/baz /a")
    rows.check("{{sprig_ext \"a.b/c.tar.gz\"}}{{sprig_ext \"a.b/c\"}}", ".gz")
    rows.check("{{sprig_isAbs \"/a\"}}{{sprig_osIsAbs \"a\"}}", "truefalse")
  }

  func testPatterns() {
    rows.check("{{sprig_regexMatch \"^a+$\" \"aaa\"}}{{sprig_regexMatch \"(\" \"\"}}", "truefalse")
    rows.check(
      "{{sprig_regexFindAll \"[2,4]\" \"12345\" -1}}{{sprig_regexFindAll \"a\" \"aaa\" 2}}",
      "[2 4][a a]")
    rows.check("{{sprig_regexFind \"[a-z][1-9]\" \"abcd1234\"}}", "d1")
    rows.check("{{sprig_regexReplaceAll \"a(x*)b\" \"-ab-axxb-\" \"${1}W\"}}", "-W-xxW-")
    rows.check("{{sprig_regexReplaceAllLiteral \"a(x*)b\" \"-ab-\" \"${1}\"}}", "-${1}-")
    rows.check("{{sprig_regexSplit \"z+\" \"pizza\" -1 | printf \"%q\"}}", "[\"pi\" \"a\"]")
    rows.check("{{sprig_regexSplit \"\" \"abc\" -1 | printf \"%q\"}}", "[\"a\" \"b\" \"c\"]")
    rows.check("{{sprig_regexSplit \"a\" \"baac\" 2 | printf \"%q\"}}", "[\"b\" \"ac\"]")
    rows.check("{{sprig_regexQuoteMeta \"1.2.3\"}}", "1\\.2\\.3")
  }

  func testURLs() {
    let url = "http://u:p@example.com:80/a%20b?q=1#f"
    rows.check(
      "{{range $k, $v := sprig_urlParse \"\(url)\"}}{{$k}}={{$v}} {{end}}",
      "fragment=f host=example.com:80 hostname=example.com opaque= path=/a b query=q=1 "
        + "scheme=http userinfo=u:p ")
    rows.check("{{sprig_urlParse \"\(url)\" | sprig_urlJoin}}", url)
    rows.check("{{(sprig_urlParse \"mailto:a@b\").opaque}}", "a@b")
    rows.check("{{sprig_urlJoin (sprig_dict \"host\" \"h\" \"path\" \"p\")}}", "//h/p")
  }

  func testVersions() {
    rows.check(
      "{{$v := sprig_semver \"v1.2.3-rc.1+b\"}}{{$v.Major}}{{$v.Patch}}{{$v.Prerelease}}", "13rc.1")
    rows.check("{{(sprig_semver \"1.2\").String}}", "1.2.0")
    for (constraint, version, holds) in [
      ("1.2.3", "1.2.3", true), ("=1.2", "1.2.9", true), ("^1.2.0", "1.9.3", true),
      ("^1.2.0", "2.0.0", false), ("^0.2.3", "0.3.0", false), ("~1.2.0", "1.2.9", true),
      ("~1", "1.9.0", true), ("~1.2", "1.3.0", false), (">=1.0, <2", "1.5.0", true),
      ("<1 || >3", "4.0.0", true), ("1.1 - 2.3", "2.3.0", true), ("1.1 - 2.3", "2.4.0", false),
      ("*", "9.9.9", true), (">1", "1.5.0", false), (">1.2", "1.3.0", true),
      ("!=1.2", "1.2.5", false),
      (">=1.0", "1.1.0-rc1", false), (">=1.0-0", "1.1.0-rc1", true), ("1.x", "1.4.4", true),
    ] { rows.check("{{sprig_semverCompare \"\(constraint)\" \"\(version)\"}}", "\(holds)") }
  }

  func testTimes() {
    rows.check("{{sprig_duration \"95\"}} {{sprig_duration 1}}", "1m35s 0s")
    rows.check(
      "{{sprig_durationRound \"2h10m5s\"}} {{sprig_durationRound \"2400h10m5s\"}}", "2h 3mo")
    rows.check("{{sprig_toDate \"2006-01-02\" \"2017-12-31\" | sprig_unixEpoch}}", "1514678400")
    rows.check(
      "{{(sprig_toDate \"2006-01-02T15:04:05Z07:00\" \"2020-02-29T01:02:03+01:00\").Unix}}",
      "1582934523")
    rows.check(
      "{{sprig_toDate \"2006-01-02\" \"1970-01-02\" | sprig_mustDateModify \"-1h\" "
        + "| sprig_unixEpoch}}",
      "82800")
    rows.check("{{sprig_toDate \"2006-01-02\" \"x\"}}", "0001-01-01 00:00:00 +0000 UTC")
    rows.check("{{sprig_toDate \"2006\" \"9999\" | sprig_unixEpoch}}", "253370764800")
    let time = "{{$t := sprig_toDate `2006-01-02 15:04:05` `2024-02-29 13:04:05`}}"
    for (call, expected) in [
      ("$t.Month", "February"), ("$t.Month | printf `%02d %v %T`", "02 %!v(MISSING) %!T(MISSING)"),
      ("printf `%v %T` $t.Month $t.Weekday", "February time.Weekday"),
      ("eq $t.Month 2", "true"), ("lt $t.Weekday 4", "false"), ("$t.Weekday.String", "Thursday"),
      ("toJSON $t.Month", "2"), ("add 1 $t.Month", "3"),
      ("$t.AddDate 0 1 1", "2024-03-30 13:04:05 +0000 UTC"),
      ("$t.AddDate 1 0 0", "2025-03-01 13:04:05 +0000 UTC"),
      ("$t.AddDate -4 -13 -400", "2017-12-25 13:04:05 +0000 UTC"),
      ("$t.Add 3600000000000", "2024-02-29 14:04:05 +0000 UTC"),
      ("$t.Truncate 3600000000000", "2024-02-29 13:00:00 +0000 UTC"),
      ("$t.Round 86400000000000", "2024-03-01 00:00:00 +0000 UTC"),
      ("$t.Round 0", "2024-02-29 13:04:05 +0000 UTC"),
      ("($t.AddDate 0 0 1).Sub $t", "24h0m0s"), ("(($t.AddDate 0 0 1).Sub $t).Hours", "24"),
      ("$t.Before ($t.Add 1)", "true"), ("$t.After $t", "false"), ("$t.Equal $t.UTC", "true"),
      ("eq $t ($t.Add 0)", "true"), ("$t.Compare ($t.Add 1)", "-1"), ("$t.IsZero", "false"),
      ("(sprig_toDate `2006` `x`).IsZero", "true"), ("$t.UnixMicro", "1709211845000000"),
    ] { rows.check(time + "{{" + call + "}}", expected) }
    rows.check("{{sprig_ago (sprig_toDate \"2006\" \"1969\")}}", "8760h0m0s")
  }
}
