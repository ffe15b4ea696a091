import Rendering
import Values
import XCTest

/// The measured answers of confd's functions.
final class ConfdFunctionTests: XCTestCase {
  private let rows = TemplateRows(
    dialect: .confd,
    surroundings: .init(
      environment: ["A": "1", "EMPTY": ""], files: FixedFiles(["/etc/hosts": []]),
      nanosecondsSince1970: 1_709_211_845_060_000_000))

  func testWhatIsRefused() {
    rows.refuse("{{add 1 2.5}}", "executing \"main\" at <2.5>: expected integer; found 2.5")
    rows.refuse("{{div 1 0}}", "error calling div: runtime error: integer divide by zero")
    rows.refuse("{{mod 1 0}}", "error calling mod: runtime error: integer divide by zero")
    rows.refuse(
      "{{json `[1]`}}",
      "error calling json: json: cannot unmarshal array into Go value of type "
        + "map[string]interface {}")
    rows.refuse("{{map `k`}}", "error calling map: map: odd number of arguments")
    rows.refuse("{{map 1 2}}", "error calling map: map: keys must be strings")
    rows.refuse(
      "{{parseBool ``}}", #"parseBool: strconv.ParseBool: parsing "": invalid syntax"#)
    rows.refuse("{{atoi `x`}}", #"atoi: strconv.Atoi: parsing "x": invalid syntax"#)
    rows.refuse("{{seq 1 10000000}}", "seq: more than 1000000 numbers")
    rows.refuse(
      "{{seq -9223372036854775808 9223372036854775807}}", "seq: more than 1000000 numbers")
    rows.refuse("{{toTitle `x`}}", #"function "toTitle" not defined"#)
  }

  func testTexts() {
    rows.check(
      "{{split `a,b` `,`}} {{join (split `a,b` `,`) `-`}} {{contains `abc` `b`}} "
        + "{{trimSuffix `abc` `c`}} {{replace `aaa` `a` `b` 2}} {{replace `aaa` `` `b` -1}}",
      "[a b] a-b true ab bba bababab")
    rows.check(
      "{{len (split `` `,`)}} {{printf `%q` (split ` a, b` `,`)}} {{base `/a/b/`}} {{base ``}} "
        + "{{dir `/a/b`}} {{dir `a`}}", #"1 [" a" " b"] b . /a ."#)
    rows.check(
      "{{dir `/a/../../b/./c`}} {{dir `../../x`}} {{dir `/`}} {{base `///`}} {{dir `a/..//b`}}",
      "/b ../.. / / .")
    rows.check("{{base64Encode `a`}} {{base64Decode `YQ==`}}", "YQ== a")
    rows.check(
      "{{getenv `A`}} {{getenv `EMPTY` `x`}} {{getenv `NONE` `y`}} {{getenv `NONE`}}.",
      "1 x y .")
    rows.check(
      "{{fileExists `/etc/hosts`}} {{fileExists `/none`}} {{fileExists ``}}",
      "true false false")
  }

  func testNumbersAndLists() {
    rows.check(
      "{{add 1 2}} {{sub 5 3}} {{mul 2 3}} {{div 7 2}} {{mod 7 2}} {{seq 2 4}} "
        + "{{add (atoi `4`) 1}}", "3 2 6 3 1 [2 3 4] 5")
    rows.check("{{seq 3 1}}|{{len (seq 3 1)}}", "[]|0")
    rows.check(
      "{{div -9223372036854775808 -1}} {{mod -9223372036854775808 -1}}",
      "-9223372036854775808 0")
    rows.check(
      #"{{(json `{"a":1}`).a}} {{jsonArray `[1,"x"]`}} {{map `k` 1 `j` `v`}} {{json `null`}}"#,
      "1 [1 x] map[j:v k:1] map[]")
    rows.check(
      "{{sortByLength (split `ccc,a,bb` `,`)}} {{reverse (split `a,b,c` `,`)}} {{reverse .}}",
      "[a bb ccc] [c b a] [1 2]", "[1, 2]")
    rows.check("[{{.x}}]", "[<no value>]", "{}")
  }

  func testTimes() {
    rows.check(
      "{{datetime.Format `2006-01-02`}} {{datetime.Unix}} {{datetime.Year}} {{datetime.Month}} "
        + "{{datetime.Weekday}} {{datetime.YearDay}} {{datetime.UTC.Hour}}",
      "2024-02-29 1709211845 2024 February Thursday 60 13")
    rows.check("{{datetime}}", "2024-02-29 13:04:05.06 +0000 UTC")
  }
}
