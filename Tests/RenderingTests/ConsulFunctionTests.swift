import Rendering
import XCTest

/// The measured answers of consul-template's functions.
final class ConsulFunctionTests: XCTestCase {
  private let rows = TemplateRows()

  func testMathRefusesWhatGoRefuses() {
    rows.refuse(
      "{{modulo 2.0 5}}", "error calling modulo: modulo: floats are not supported (int, float64)")
    rows.refuse("{{add 1 `2`}}", "error calling add: add: unknown type for 2 (string)")
    rows.refuse("{{add `1` 2}}", "error calling add: add: unknown type for 1 (string)")
    rows.refuse("{{maximum nil 2}}", "maximum: unknown type for <nil> (<nil>)")
    rows.refuse("{{divide 0 1}}", "error calling divide: runtime error: integer divide by zero")
    rows.refuse("{{modulo 0 1}}", "error calling modulo: runtime error: integer divide by zero")
  }

  func testMath() {
    rows.check("{{3 | subtract 1}} {{subtract 1 3}}", "2 2")
    rows.check("{{10 | subtract 3}} {{10 | divide 4}} {{10 | modulo 4}}", "7 2 2")
    rows.check("{{divide 2 10}} {{subtract 3 10}}", "5 7")
    rows.check("{{add 1 2}} {{add 1 2.5}} {{divide 3 -7}} {{modulo 3 -7}}", "3 3.5 -2 -1")
    rows.check("{{divide 0.0 1}}", "+Inf")
    rows.check(
      "{{add 9223372036854775807 1}} {{multiply 9223372036854775807 2}} "
        + "{{divide -1 -9223372036854775808}} {{modulo -1 -9223372036854775808}}",
      "-9223372036854775808 -2 -9223372036854775808 0")
    rows.check("{{printf `%T %T` (minimum 1 2.5) (maximum 1 2.5)}}", "int64 float64")
    rows.check("{{minimum 3 2}} {{maximum 3 2}}", "2 3")
    rows.check(
      "{{printf `%T %T %T` (add 1 2) (add 1 (parseUint `2`)) "
        + "(add (parseUint `1`) (parseUint `2`))}}",
      "int64 int64 uint64")
    rows.check(
      "{{printf `%T %T %T %T %T` 1 (len `a`) (add 1 2) (add 1 2.0) (parseJSON `1`)}}",
      "int int int64 float64 float64")
  }

  func testTextsThatAreRefused() {
    rows.refuse("{{indent -1 `a`}}", "error calling indent: indent: negative width")
    rows.refuse(
      "{{indent 1000000000000 `a`}}",
      "error calling indent: the result would be longer than 268435456 bytes")
    rows.refuse(
      "{{regexMatch `(?<=a)b` `ab`}}",
      "error calling regexMatch: error parsing regexp: invalid named capture: `(?<=a)b`")
    rows.refuse(
      "{{base64Decode `YQ`}}",
      "error calling base64Decode: illegal base64 data at input byte 0")
  }

  func testTexts() {
    rows.check(
      "{{`a,b` | split `,`}} {{`abc` | replaceAll `b` `x`}} {{`xax` | trim `x`}} "
        + "{{`abc` | trimPrefix `a`}} {{`abc` | trimSuffix `c`}} {{trimSpace ` a\u{2003}`}}",
      "[a b] axc a bc ab a")
    rows.check(
      "{{split `,` ` a,b `}} {{len (split `,` ` `)}} {{split `` `añ`}} "
        + "{{printf `%T` (split `,` `a`)}}", "[a b] 0 [a ñ] []string")
    rows.check("{{join `,` (split `;` `a;b`)}}{{join `,` nil}}", "a,b")
    rows.check("{{splitToMap `,` `=` ` a=1,b=2=3,c,a=4 `}}", "map[a:4 b:2=3]")
    rows.check("{{splitToMap `,` `=` ``}}", "map[]")
    rows.check("{{indent 2 `a\n\nb\n`}}|", "  a\n\n  b\n|")
    rows.check("{{indent 2 `x`}} {{indent 0 `x`}}", "  x x")
    rows.check("{{replaceAll `` `-` `aé`}} {{replaceAll `a` `` `aba`}}", "-a-é- b")
    rows.check("{{trim `éa` `éabaé`}}", "b")
    rows.check("{{toUpper `aßé`}} {{toLower `AÉİ`}}", "AßÉ aéi")
    rows.check(
      "{{toTitle `it's a-b c_d e.f 3g ABC`}}", "It's A-B C_d E.f 3G ABC")
    rows.check("{{toTitle `a..b ßx (y)`}}", "A..B Ssx (Y)")
    rows.check("{{toTitle \"\\xffa b\" | printf `%q`}}", "\"\\xffA B\"")
    rows.check(
      "{{hmacSHA256Hex `msg` `key` | printf `%.8s`}} {{md5sum `a`}}",
      "2d93cbc1 0cc175b9c0f1b6a831c399e269772661")
    rows.check(
      "{{`a` | sha256Hex}}",
      "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb")
    rows.check(
      "{{base64Decode `YQ==`}} {{base64URLEncode `??>`}} {{base64URLDecode `Pz8-`}}",
      "a Pz8- ??>")
    rows.check(
      "{{regexReplaceAll `(a)(b)?` `<$1$2>` `abac`}} {{regexReplaceAll `(a)` `$1x` `a`}} "
        + "{{regexReplaceAll `(a)` `${1}x` `a`}} {{regexReplaceAll `x*` `-` `abc`}} "
        + "{{regexMatch `^A` `a`}} {{regexMatch `(?i)^A` `a`}}",
      "<ab><a>c  ax -a-b-c- false true")
  }

  func testContainment() {
    let list = #"[1, "a", true]"#
    rows.check(
      "{{contains 1 .}} {{contains 1.0 .}} {{contains `a` .}} {{contains true .}} "
        + "{{in `hello` `ell`}}", "true false true false true", list)
    rows.check("{{in . `a`}}", "false", #"{"a": 1}"#)
    rows.check("{{contains 1 .}}", "false", "[1.0]")
    rows.check("{{in . nil}}", "false", "[1, null]")
    rows.refuse("{{in `abc` nil}}", "error calling in: in: nil needle")
    rows.check("{{in . (add 0 1)}}", "true", "[1]")
    rows.check(
      "{{containsAll .a .b}} {{containsAny .a .b}} {{containsNone .a .b}} "
        + "{{containsNotAll .a .b}}", "false true false true", #"{"a": [1, 2], "b": [2, 3]}"#)
    rows.check("{{containsAll . (split `,` `a,b`)}}", "true", #"["a"]"#)
    rows.check("{{containsAll (split `,` `a`) .}}", "true", #"["a"]"#)
  }

  func testLoops() {
    rows.check(
      "{{range loop 3}}{{.}}{{end}} {{range $i, $n := loop 5 8}}{{$i}}:{{$n}} {{end}} "
        + "{{range loop `2`}}{{.}}{{end}} {{range loop 3 1}}x{{else}}none{{end}}",
      "012 0:5 1:6 2:7  01 none")
    rows.refuse("{{loop 1.5}}", "error calling loop: loop: bad argument type: float64")
    rows.refuse(
      "{{loop 1 2 3}}", "loop: wrong number of arguments, expected 1 or 2, but got 3")
    rows.check("{{if loop 0}}true{{end}} {{len (loop 3)}}", "true 0")
  }

  func testParsingRefusesWhatGoRefuses() {
    rows.refuse(
      "{{parseInt `1.5`}}", #"parseInt: strconv.ParseInt: parsing "1.5": invalid syntax"#)
    rows.refuse(
      "{{parseInt ` 1`}}", #"parseInt: strconv.ParseInt: parsing " 1": invalid syntax"#)
    rows.refuse(
      "{{parseInt `9223372036854775808`}}",
      #"strconv.ParseInt: parsing "9223372036854775808": value out of range"#)
    rows.refuse(
      "{{parseBool `yes`}}", #"parseBool: strconv.ParseBool: parsing "yes": invalid syntax"#)
    rows.refuse("{{parseUint `-1`}}", #"strconv.ParseUint: parsing "-1": invalid syntax"#)
    rows.refuse(
      "{{parseFloat `1e400`}}", #"strconv.ParseFloat: parsing "1e400": value out of range"#)
    rows.refuse("{{parseFloat `0x10`}}", #"strconv.ParseFloat: parsing "0x10": invalid syntax"#)
    rows.refuse("{{parseFloat `1e`}}", #"strconv.ParseFloat: parsing "1e": invalid syntax"#)
    rows.refuse("{{parseFloat `.`}}", #"strconv.ParseFloat: parsing ".": invalid syntax"#)
    rows.refuse(
      "{{index .l (parseJSON `1.5`)}}", "cannot index slice/array with type float64",
      #"{"l": [1, 2]}"#)
  }

  func testParsing() {
    rows.check(
      "{{parseBool ``}} {{parseInt ``}} {{parseUint ``}} {{parseFloat ``}} {{parseJSON ``}} "
        + "{{parseYAML ``}}", "false 0 0 0 map[] map[]")
    rows.check(
      "{{parseBool `T`}} {{parseInt `-07`}} {{parseInt `+5`}} {{parseFloat `1e3`}} "
        + "{{parseFloat `0x1p4`}} {{parseFloat `-Inf`}} {{parseInt `-9223372036854775808`}}",
      "true -7 5 1000 16 -Inf -9223372036854775808")
    rows.check(
      "{{printf `%d` (parseJSON `3`)}} {{parseJSON `1000000`}} {{parseJSON `12345678`}}",
      "%!d(float64=3) 1e+06 1.2345678e+07")
    rows.check("{{index (parseYAML `{a: [1, x]}`) `a`}}", "[1 x]")
  }

  func testWritingData() {
    let data = #"{"b": "<&>", "a": [1, 1.0, 1e+21, 1e-07, null, {}], "é\u2028": "\u0001\"/"}"#
    rows.check(
      "{{toJSON .}} {{toUnescapedJSON .}}",
      #"{"a":[1,1,1e+21,1e-7,null,{}],"b":"\u003c\u0026\u003e","é\u2028":"\u0001\"/"} "#
        + #"{"a":[1,1,1e+21,1e-7,null,{}],"b":"<&>","é\u2028":"\u0001\"/"}"#, data)
    rows.check(
      "{{toJSONPretty .}}", "{\n  \"a\": [\n    1,\n    {}\n  ],\n  \"b\": []\n}",
      #"{"a": [1, {}], "b": []}"#)
    rows.check("{{toUnescapedJSONPretty .}}", "{\n  \"a\": \"<\"\n}", #"{"a": "<"}"#)
    rows.check(
      #"{{toJSON (parseJSON `{"n": 12345678901234567890, "f": 1.0}`)}}"#,
      #"{"f":1,"n":12345678901234567000}"#)
    rows.check("{{toJSON .x}} {{toJSON nil}}", "null null", "{}")
    rows.check("{{toYAML .}}", "a:\n- 1\n- x", #"{"a": [1, "x"]}"#)
    rows.check("{{toTOML .}}", "a = 1\nb = \"x\"", #"{"a": 1, "b": "x"}"#)
  }

  func testNesting() {
    rows.check(
      "{{explodeMap .}}", "map[:map[g:5] a:map[b:1 c:map[d:2]] e:3 f:map[]]",
      #"{"a/b": 1, "a/c/d": 2, "e": 3, "f/": 4, "/g": 5}"#)
    rows.refuse(
      "{{explodeMap .}}", #"error calling explodeMap: not a map: "a" already has value 1"#,
      #"{"a": 1, "a/b": 2}"#)
    rows.check(
      "{{byKey .}}", "map[w:map[a:map[Key:a Value:1] b/c:map[Key:b/c Value:2]]]",
      #"[{"Key": "w/a", "Value": "1"}, {"Key": "w/b/c", "Value": "2"}, "#
        + #"{"Key": "solo", "Value": "3"}]"#
    )
    rows.check(
      "{{explode .}}", "map[w:map[a:1 b:map[c:2]]]",
      #"[{"Key": "w/a", "Value": "1"}, {"Key": "w/b/c", "Value": "2"}]"#)
    let deep = String(repeating: "a/", count: 300) + "b"
    rows.refuse(
      "{{explodeMap .}}", "the key nests deeper than 256 maps", "{\"\(deep)\": 1}")
  }

  func testMerging() {
    let maps =
      #"{"a": {"x": 1, "e": "", "n": {"p": 1}, "l": [1]}, "#
      + #""b": {"x": 2, "y": 3, "e": "z", "n": {"p": 2, "q": 3}, "l": [2]}}"#
    rows.check(
      "{{mergeMap .a .b}}", "map[e:z l:[1] n:map[p:1 q:3] x:1 y:3]", maps)
    rows.check(
      "{{mergeMapWithOverride .a .b}}", "map[e:z l:[2] n:map[p:2 q:3] x:2 y:3]", maps)
    rows.check("{{mergeMap .a .b}}", "map[a:1]", #"{"a": {"a": 1}, "b": null}"#)
  }

  func testExecuteTemplateAndScratch() {
    rows.check(
      "{{define `t`}}<{{.}}>{{end}}{{executeTemplate `t` 5 | toUpper | indent 2}}"
        + "{{executeTemplate `t`}}", "  <5><<no value>>")
    rows.refuse(
      "{{executeTemplate `none`}}", #"no template "none" associated with template "main""#)
    rows.check(
      "{{scratch.MapSet `m` `b` 2}}{{scratch.MapSetX `m` `b` 9}}{{scratch.MapSet `m` `a` 1}}"
        + "{{scratch.MapValues `m`}}{{scratch.SetX `m` 0}}{{scratch.Get `nope`}}",
      "[1 2]<no value>")
    rows.check(
      "{{scratch.Set `k` 1}}{{scratch.SetX `k` 2}}{{scratch.Key `k`}} {{scratch.Get `k`}}",
      "true 1")
    rows.refuse(
      "{{scratch.Set `k` 1}}{{scratch.MapSet `k` `a` 1}}", #""k" is not a map"#)
    rows.refuse(
      "{{scratch.MapSet `m` `a` 1}}{{scratch.MapSet `m` `b` (scratch.Get `m`)}}",
      "a map cannot contain itself")
    rows.check(
      "{{scratch.MapSet `m` `b` 1}}{{$m := scratch.Get `m`}}{{scratch.MapSet `m` `a` 2}}"
        + "{{scratch.Set `n` .}}{{scratch.MapSet `n` `y` 3}}{{$m}} {{scratch.Get `n`}} {{.}}",
      "map[a:2 b:1] map[x:0 y:3] map[x:0]", #"{"x":0}"#)
  }

  func testFunctionsThatActOnTheWorldAreRefused() {
    rows.refuse(
      "{{plugin `date`}}",
      "templates do not run programs: it would happen at every evaluation, also of incomplete "
        + "data; run the program outside and read its result with `file`, `key` or `env`")
    rows.refuse(
      "{{`x` | writeToFile `/f` `` `` `0644`}}",
      "templates do not write files: it would happen at every evaluation, also of incomplete "
        + "data; make it a template of its own with that destination")
  }

  func testTheTimeIsAnInput() throws {
    var rows = rows
    // 2024-02-29T13:04:05.060Z
    rows.surroundings.nanosecondsSince1970 = 1_709_211_845_060_000_000
    rows.check("{{timestamp}} {{timestamp `unix`}}", "2024-02-29T13:04:05Z 1709211845")
    rows.check(
      "{{timestamp `Mon Monday Jan January Janet 2 _2 02 002 __2 01 1 06 15 3 03 4 5 PM pm MST "
        + "-0700`}}",
      "Thu Thursday Feb February Janet 29 29 29 060  60 02 2 24 13 1 01 4 5 PM pm UTC +0000")
    rows.check("{{timestamp `05.000 05.999 05,0 5.99999x .01`}}", "05.060 05.06 05,0 5.06x .02")
    rows.refuse(
      "{{timestamp `a` `b`}}", "timestamp: wrong number of arguments, expected 0 or 1, but got 2")
    guard case .complete(_, let inputs) = try rows.outcome("{{timestamp}}{{timestamp}}") else {
      return XCTFail("incomplete")
    }
    XCTAssertEqual(inputs.volatileFunctions, ["timestamp"])
    rows.surroundings.nanosecondsSince1970 = -1
    rows.check("{{timestamp}} {{timestamp `unix`}}", "1969-12-31T23:59:59Z -1")
  }

  func testDumps() throws {
    rows.check(
      "{{spew_sdump . 1}}",
      """
      (map[string]interface {}) (len=2) {
       (string) (len=1) "a": ([]interface {}) (len=2) {
        (int) 1,
        (interface {}) <nil>
       },
       (string) (len=1) "b": (string) (len=1) "x"
      }
      (int) 1

      """, #"{"a": [1, null], "b": "x"}"#)
    rows.check("{{spew_sprintf `%d-%s` 1 `a`}}", "1-a")
    rows.check("{{spew_dump 1}}{{spew_printf `%d` 1}}", "")
  }
}
