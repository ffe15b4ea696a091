import Rendering
import TemplateLanguage
import Values
import XCTest

/// sprig's functions on lists, maps, empty values and types.
final class SprigCollectionTests: XCTestCase {
  private let rows = TemplateRows()
  private let calls = FunctionCalls()

  func testWrongCollectionsAreRefused() {
    rows.refuse("{{sprig_append 1 2}}", "Cannot push on type int")
    rows.refuse("{{sprig_mustPrepend \"a\" 2}}", "Cannot prepend on type string")
    rows.refuse("{{sprig_first 1}}", "Cannot find first on type int")
    rows.refuse("{{sprig_concat (sprig_list 1) 2}}", "Cannot concat type int as list")
    rows.refuse("{{sprig_slice (sprig_list 1 2) 2 1}}", "slice index out of bounds")
    rows.refuse("{{sprig_slice 1}}", "list should be type of slice or array but int")
    rows.refuse("{{sprig_chunk 0 (sprig_list 1)}}", "runtime error: integer divide by zero")
    rows.refuse("{{sprig_dig \"a\" \"b\"}}", "dig needs at least three arguments")
    rows.refuse(
      "{{sprig_dig \"no\" (sprig_list) \"x\" (sprig_dict \"a\" 1)}}",
      "interface conversion: interface {} is []interface {}, not string")
    rows.refuse(
      "{{sprig_dig \"a\" \"b\" \"x\" (sprig_dict \"a\" 1)}}",
      "interface conversion: interface {} is int, not map[string]interface {}")
    rows.refuse("{{$d := sprig_dict}}{{sprig_set $d \"a\" $d}}", "a map cannot contain itself")
    rows.refuse(
      "{{sprig_set . \"a\" 1}}",
      "sprig_set: the map belongs to the template's data, which templates do not change; change "
        + "a copy made by `sprig_deepCopy`", "{}")
  }

  func testEndlessNestingIsRefused() {
    rows.refuse(
      "{{$x := sprig_list}}{{range sprig_until 5000}}{{$x = sprig_list $x}}{{end}}",
      "the value is nested deeper than 1000")
    rows.refuse(
      "{{$x := sprig_list 1}}{{range sprig_until 60}}{{$x = sprig_append $x $x}}{{end}}",
      "the value contains more than 4194304 others")
  }

  func testLists() {
    let numbers = "(sprig_list 1 2 3 4 5)"
    rows.check("{{sprig_first \(numbers)}}{{sprig_last \(numbers)}}", "15")
    rows.check("{{sprig_rest \(numbers)}}{{sprig_initial \(numbers)}}", "[2 3 4 5][1 2 3 4]")
    rows.check(
      "{{sprig_append \(numbers) 6}}{{sprig_prepend \(numbers) 0}}", "[1 2 3 4 5 6][0 1 2 3 4 5]")
    rows.check("{{sprig_push \(numbers) 6 | len}}", "6")
    rows.check("{{sprig_concat \(numbers) (sprig_tuple \"a\")}}", "[1 2 3 4 5 a]")
    rows.check("{{sprig_reverse \(numbers)}}", "[5 4 3 2 1]")
    rows.check("{{sprig_list 1 1 1 2 \"2\" | sprig_uniq}}", "[1 2 2]")
    rows.check("{{sprig_without \(numbers) 3 5}}", "[1 2 4]")
    rows.check("{{sprig_has 4 \(numbers)}}{{sprig_has \"4\" \(numbers)}}", "truefalse")
    rows.check("{{sprig_list 0 1 \"\" \"a\" nil false | sprig_compact}}", "[1 a]")
    rows.check("{{sprig_slice \(numbers) 1 3}}{{sprig_slice \(numbers) 3}}", "[2 3][4 5]")
    rows.check("{{sprig_chunk 2 \(numbers)}}", "[[1 2] [3 4] [5]]")
    rows.check("{{sprig_first (sprig_list)}}", "<no value>")
  }

  func testMapsChangeInPlace() {
    rows.check("{{$d := sprig_dict \"a\" 1}}{{$_ := sprig_set $d \"b\" 2}}{{$d}}", "map[a:1 b:2]")
    rows.check("{{$d := sprig_dict \"a\" 1}}{{$_ := sprig_unset $d \"a\"}}{{$d}}", "map[]")
    rows.check(
      "{{$d := parseJSON `{\"a\":{}}`}}{{$_ := sprig_set $d.a \"b\" 1}}{{$d}}", "map[a:map[b:1]]")
    rows.check(
      "{{$a := sprig_dict \"n\" (sprig_dict \"x\" 1)}}"
        + "{{$b := sprig_deepCopy $a}}{{$_ := sprig_set $a.n \"x\" 2}}{{$b}}", "map[n:map[x:1]]")
    rows.check(
      "{{$a := sprig_dict \"a\" 1 \"n\" (sprig_dict \"x\" 1)}}"
        + "{{$_ := sprig_merge $a (sprig_dict \"a\" 2 \"b\" 3 \"n\" (sprig_dict \"y\" 2))}}{{$a}}",
      "map[a:1 b:3 n:map[x:1 y:2]]")
    rows.check(
      "{{sprig_mergeOverwrite (sprig_dict \"a\" 1) (sprig_dict \"a\" 2 \"b\" 3)}}", "map[a:2 b:3]")
    rows.check("{{sprig_merge . (sprig_dict \"a\" 1)}}{{.}}", "map[a:1 b:2]map[b:2]", "{\"b\":2}")
  }

  func testMaps() {
    let map = "(sprig_dict \"a\" 1 \"b\" 2)"
    rows.check("{{sprig_get \(map) \"a\"}}{{sprig_get \(map) \"x\"}}", "1")
    rows.check("{{sprig_hasKey \(map) \"a\"}}{{sprig_hasKey \(map) \"x\"}}", "truefalse")
    rows.check("{{sprig_pluck \"a\" \(map) (sprig_dict \"a\" 3)}}", "[1 3]")
    rows.check("{{sprig_keys \(map)}}{{sprig_values \(map)}}", "[a b][1 2]")
    rows.check("{{sprig_pick \(map) \"a\"}}{{sprig_omit \(map) \"a\"}}", "map[a:1]map[b:2]")
    rows.check("{{sprig_dig \"a\" \"x\" \(map)}}{{sprig_dig \"q\" \"x\" \(map)}}", "1x")
    rows.check("{{sprig_dict \"a\"}}", "map[a:]")
  }

  func testEmptyValues() {
    rows.check(
      "{{sprig_default \"x\" \"\"}}{{sprig_default \"x\" 1}}{{\"\" | sprig_default 7}}", "x17")
    rows.check("{{sprig_empty 0}}{{sprig_empty \"a\"}}", "truefalse")
    rows.check("{{sprig_coalesce 0 \"\" \"b\"}}", "b")
    rows.check("{{sprig_all 1 0}}{{sprig_any 1 0}}{{sprig_all}}{{sprig_any}}", "falsetruetruefalse")
    rows.check("{{true | sprig_ternary \"a\" \"b\"}}", "a")
    rows.check("{{sprig_toJson (sprig_dict \"a\" \"<\")}}", #"{"a":"\u003c"}"#)
    rows.check("{{sprig_toRawJson (sprig_dict \"a\" \"<\")}}", #"{"a":"<"}"#)
    rows.check("{{sprig_toPrettyJson (sprig_list 1)}}", "[\n  1\n]")
    rows.check("{{(sprig_fromJson `{\"a\":5}`).a}}{{sprig_fromJson `{`}}", "5<no value>")
  }

  func testTypes() {
    rows.check("{{sprig_typeOf 1}} {{sprig_typeOf (sprig_list)}}", "int []interface {}")
    rows.check("{{sprig_typeOf (sprig_add 1 1)}} {{sprig_typeOf (sprig_int \"1\")}}", "int64 int")
    rows.check("{{sprig_kindOf (sprig_dict)}} {{sprig_kindOf nil}}", "map invalid")
    rows.check(
      "{{sprig_kindIs \"int\" 1}}{{sprig_typeIs \"int\" 1}}{{sprig_typeIsLike \"int\" 1}}",
      "truetruetrue")
    rows.check("{{sprig_deepEqual (sprig_list 1 2) (sprig_list 1 2)}}", "true")
  }
}
