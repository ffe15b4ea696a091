import TemplateLanguage
import Values
import XCTest

/// Go's `printf`, row by row.
final class FormattingTests: XCTestCase {
  private func check(
    _ format: String, _ values: [Value], _ expected: String, line: UInt = #line
  ) {
    let text = GoFormat.sprintf(Bytes(format), values)
    XCTAssertEqual(text, Bytes(expected), line: line)
  }

  func testMistakesInAFormatShowInTheOutput() {
    check("%d", ["hi"], "%!d(string=hi)")
    check("%5d", ["hi"], "%!d(string=   hi)")
    check("%d", [], "%!d(MISSING)")
    check("x", [1, "a"], "x%!(EXTRA int=1, string=a)")
    check("x", [nil], "x%!(EXTRA <nil>)")
    check("%z", [1], "%!z(int=1)")
    check("%é", [1], "%!é(int=1)")
    check("100%", [], "100%!(NOVERB)")
    check("%9999999999d", [1], "%!(NOVERB)%!(EXTRA int=1)")
    check("%1.", [1], "%!.(int=1)")
    check("%!", [], "%!!(MISSING)")
    check("%w %w", [1, "a"], "%!w(int=1) %!w(string=a)")
    check("%.0d|%s|%f|%t", [0, 1, 1, 1], "|%!s(int=1)|%!f(int=1)|%!t(int=1)")
    check("%d %s", [1.5, 1.5], "%!d(float64=1.5) %!s(float64=1.5)")
    check("%v %s %d", [.absent, .absent, .absent], "<nil> %!s(<nil>) %!d(<nil>)")
    check("%p", [1], "%!p(int=1)")
  }

  func testBytesThatAreNotUTF8PassThrough() {
    let text = GoFormat.sprintf(Bytes([0xFF, 0x25, 0x73, 0xFE]), [.bytes(Bytes([0x80]))])
    XCTAssertEqual(text, Bytes([0xFF, 0x80, 0xFE]))
    let verb = GoFormat.sprintf(Bytes([0x25, 0xFF]), [1])
    XCTAssertEqual(verb, "%!\u{FFFD}(int=1)")
  }

  func testOperandsAreChosenByIndexAndStar() {
    check("%[3]d", [1], "%!d(BADINDEX)")
    check("%[x]d", [1], "%!d(BADINDEX)")
    check("%[1", [1], "%!(NOVERB)")
    check("%[2]d %[1]d", [1, 2], "2 1")
    check("%[2]2d", [1, 2], "%!d(BADINDEX)")
    check("%[1]*.[2]*[3]f", [8, 2, 3.14159], "    3.14")
    check("%*d|%-*d|%.*f", [5, 42, 4, 7, 2, 3.14159], "   42|7   |3.14")
    check("%*d", [-4, 7], "7   ")
    check("%*d", ["x", 7], "%!(BADWIDTH)7")
    check("%*d", [2_000_000, 7], "%!(BADWIDTH)7")
    check("%.*f", [-1, 7.0], "%!(BADPREC)7.000000")
    check(
      "%[2]d %[1]d|%*d|%-*d|%.*f", [1, 2],
      "2 1|%!d(MISSING)|%!(BADWIDTH)%!d(MISSING)|%!(BADPREC)%!f(MISSING)")
  }

  func testIntegers() {
    check("%5d|%-5d|%05d|%+d|% d", [42, 42, 42, 42, 42], "   42|42   |00042|+42| 42")
    check(
      "%x|%X|%#x|%o|%#o|%O|%b|%#b", [255, 255, 255, 8, 8, 8, 5, 5],
      "ff|FF|0xff|10|010|0o10|101|0b101")
    check("%c|%q|%U|%#U|%+q", [65, 65, 8364, 8364, 233], "A|'A'|U+20AC|U+20AC '€'|'\\u00e9'")
    check("%c|%q|%U", [-1, 0xD800, -1], "\u{FFFD}|'\u{FFFD}'|U+FFFFFFFFFFFFFFFF")
    check("%08.3d|%-05d|%+05d|%x|%6.3d|", [7, 7, 7, -255, 7], "     007|7    |+0007|-ff|   007|")
    check("%d %d", [.int64(.min), .uint64(.max)], "-9223372036854775808 18446744073709551615")
    check("%v %#v", [.uint(7, .uint8), .uint(7, .uint8)], "7 0x7")
    check("%x", [.int(-128, .int8)], "-80")
    check("%10.0d|", [0], "          |")
    for number in [0, 9, 10, 99, 100, 101, 999, 1000, 65_535, 1 << 40, -1, -10, -100] {
      check("%d", [.int(number)], "\(number)")
    }
  }

  func testStrings() {
    check("%10s|%-6s|%.2s|", ["hé", "hé", "héllo"], "        hé|hé    |hé|")
    check("%q|%+q|%#q|%#q", ["hé\"\n", "é", "raw", "a`"], #""hé\"\n"|"\u00e9"|`raw`|"a`""#)
    check(
      "%x|% x|%# x|%X|%.1x|%6x|", ["hé", "hé", "hé", "hé", "hé", "h"],
      "68c3a9|68 c3 a9|0x68 0xc3 0xa9|68C3A9|68|    68|")
    check("%5.1s|%05s|%5x|", ["xyz", "ab", ""], "    x|000ab|     |")
    check("%q %q", ["\0\t\u{200b}", "tab\there"], #""\x00\t\u200b" "tab\there""#)
  }

  func testBooleansTypesAndNil() {
    check("%t %v %5t %d", [true, false, true, true], "true false  true %!d(bool=true)")
    check("%T %v %d %T", [true, nil, nil, nil], "bool <nil> %!d(<nil>) <nil>")
    check("%T %T %T", [1, .int64(1), 1.0], "int int64 float64")
    check("%T %T", [.list([1]), .map([])], "[]interface {} map[string]interface {}")
    check("%8T|", [1], "     int|")
  }

  func testListsAndMapsApplyTheVerbToEachElement() {
    let numbers = Value.list([1, 2])
    let texts = Value.list(["a", "b"])
    check("%v %d %s %q", [numbers, numbers, texts, texts], #"[1 2] [1 2] [a b] ["a" "b"]"#)
    check("%03d %x", [numbers, texts], "[001 002] [61 62]")
    let map = Value.map([("b", 2), ("a", 1)])
    check("%v %d", [map, map], "map[a:1 b:2] map[%!d(string=a):1 %!d(string=b):2]")
    check("%s", [map], "map[a:%!s(int=1) b:%!s(int=2)]")
    check("%s", [.list([1, "a", nil])], "[%!s(int=1) a <nil>]")
    let nils = Value.list([nil])
    check("%v %s %d %q", [nils, nils, nils, nils], "[<nil>] [<nil>] [<nil>] [<nil>]")
  }

  func testGoSyntax() {
    check("%#v %#v %#v %#v %#v", ["s", 1, 1.0, nil, true], #""s" 1 1 <nil> true"#)
    let data = Value.map([("b", .list([1, "x", 1.5, nil, true])), ("a", 1.0)])
    check(
      "%#v", [data],
      #"map[string]interface {}{"a":1, "b":[]interface {}{1, "x", 1.5, interface {}(nil), true}}"#)
    check("%#v", [.zero(of: .slice(.int))], "[]int(nil)")
    check("%#v", [.zero(of: .map(key: .string, value: .int))], "map[string]int(nil)")
    check("%#v", [.zero(of: .pointer(.int))], "(*int)(nil)")
    check("%#v", [.zero(of: .array(2, .bool))], "[2]bool{false, false}")
    check("%#v", [bytes("hi")], "[]byte{0x68, 0x69}")
    check("%#v", [.list([bytes("h")])], "[]interface {}{[]uint8{0x68}}")
    check("%#v", [.record(service)], #"main.Service{Name:"web", Port:80}"#)
  }

  func testRecordsAndPointers() {
    check("%v %+v", [.record(service), .record(service)], "{web 80} {Name:web Port:80}")
    check(
      "%v %+v", [.recordPointer(service), .recordPointer(service)], "&{web 80} &{Name:web Port:80}")
    let anonymous = RecordShape(nil, [.init("Name", .string), .init("Ok", .bool)])
    check("%T", [.record(RecordValue(anonymous, ["a", true]))], "struct { Name string; Ok bool }")
    check("%T", [.recordPointer(service)], "*main.Service")
    check("%v", [.pointer(PointerValue(to: .list([1]), type: .slice(.any)))], "&[1]")
    check("%v %s", [.zero(of: .pointer(.int)), .zero(of: .pointer(.int))], "<nil> %!s(*int=<nil>)")
  }

  func testBytesPrintAsNumbersOrText() {
    check(
      "%v %d %s %x %q", Array(repeating: bytes("hi"), count: 5),
      #"[104 105] [104 105] hi 6869 "hi""#)
    check("%s %s", [.list([bytes("hi")]), bytes("")], "[hi] ")
  }

  func testAddressesAreAlwaysTheSame() {
    let pointer = Value.list([.recordPointer(service)])
    check("%v %p", [pointer, pointer], "[0xc000000000] 0xc000000000")
    check("%p", [.zero(of: .slice(.int))], "0x0")
  }

  func testMethodsSpeakForTheirValues() {
    check(
      "%v|%s|%8s|%q|%d", Array(repeating: .object(duration), count: 5),
      #"90s|90s|     90s|"90s"|824633720832"#)
    check("%v", [.list([.object(duration)])], "[90s]")
    check("%v %d", [.object(broken), 1], "%!v(PANIC=String method: no clock) 1")
  }

  private let service = RecordValue(
    RecordShape("main.Service", [.init("Name", .string), .init("Port", .int)]), ["web", 80])
  private let duration = FormattingTests.object { _ in "90s" }
  private let broken = FormattingTests.object { _ throws(ValueError) in
    throw ValueError("no clock")
  }

  private static func object(
    _ text: @escaping @Sendable (Value) throws(ValueError) -> Value
  ) -> ObjectValue {
    let method = NamedType.Method(parameters: []) { receiver, _ throws(ValueError) in
      try text(receiver)
    }
    return ObjectValue(
      type: NamedType(
        name: "time.Duration", underlying: .signed(.int64), methods: ["String": method]))
  }

  private func bytes(_ text: String) -> Value {
    .list(
      ListValue(text.utf8.map { .uint(UInt64($0), .uint8) }, elementType: .unsigned(.uint8)))
  }
}
