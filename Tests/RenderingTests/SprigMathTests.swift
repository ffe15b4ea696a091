import Rendering
import TemplateLanguage
import Values
import XCTest

/// sprig's arithmetic and sequences.
final class SprigMathTests: XCTestCase {
  private let rows = TemplateRows()
  private let calls = FunctionCalls()

  func testWhatCannotBeCalculatedIsRefused() {
    rows.refuse("{{sprig_div 1 0}}", "runtime error: integer divide by zero")
    rows.refuse("{{sprig_mod 1 \"x\"}}", "runtime error: integer divide by zero")
    rows.refuse("{{sprig_divf 1 0}}", "decimal division by 0")
    rows.refuse("{{sprig_randInt 3 3}}", "invalid argument to Intn")
    rows.refuse("{{sprig_addf \"inf\"}}", "Cannot create a Decimal from +Inf")
    rows.refuse(
      "{{sprig_until 99999999}}", "sprig_until: the list would have more than 1048576 elements")
    rows.refuse(
      "{{sprig_seq 1 99999999}}", "sprig_seq: the list would have more than 1048576 elements")
  }

  func testIntegers() {
    calls.check("sprig_add", [1, "2", 3.9, true], .int64(7))
    calls.check("sprig_sub", [1, 3], .int64(-2))
    calls.check("sprig_mul", [2, 3, 4], .int64(24))
    calls.check("sprig_div", [7, 2], .int64(3))
    calls.check("sprig_mod", [7, 4], .int64(3))
    calls.check("sprig_add1", ["41"], .int64(42))
    calls.check("sprig_max", [1, 5, 3], .int64(5))
    calls.check("sprig_biggest", [1, 5, 3], .int64(5))
    calls.check("sprig_min", [4, 1, 3], .int64(1))
    calls.check("sprig_int64", ["0x1F"], .int64(31))
    calls.check("sprig_int64", ["010"], .int64(8))
    calls.check("sprig_int64", ["1.00"], .int64(1))
    calls.check("sprig_int64", ["1.5"], .int64(0))
    calls.check("sprig_int64", ["1_000"], .int64(1000))
    calls.check("sprig_int", ["x"], .int(0))
    calls.check("sprig_atoi", ["42"], .int(42))
    calls.check("sprig_toDecimal", ["777"], .int64(511))
    calls.check("sprig_randInt", [3, 4], .int(3))
  }

  func testFloats() {
    calls.check("sprig_addf", [0.1, 0.2], .float(0.3))
    calls.check("sprig_add1f", [1.5], .float(2.5))
    calls.check("sprig_subf", [7.5, 2, 3], .float(2.5))
    calls.check("sprig_mulf", [1.5, 2, 2], .float(6))
    calls.check("sprig_divf", [10, 2, 4], .float(1.25))
    calls.check("sprig_divf", [1, 3], .float(0.3333333333333333))
    calls.check("sprig_divf", [2, 3], .float(0.6666666666666667))
    calls.check("sprig_divf", [-2, 3], .float(-0.6666666666666667))
    calls.check("sprig_mulf", [1e300, 1e300], .float(.infinity))
    calls.check("sprig_maxf", [1, 2.5], .float(2.5))
    calls.check("sprig_minf", [1.5, 3], .float(1.5))
    calls.check("sprig_ceil", [123.001], .float(124))
    calls.check("sprig_floor", [123.9], .float(123))
    calls.check("sprig_round", [123.555555, 3], .float(123.556))
    calls.check("sprig_round", [123.49, 0, 0.3], .float(124))
    calls.check("sprig_float64", ["1.25"], .float(1.25))
  }

  func testSequences() {
    rows.check("{{sprig_until 3}}{{sprig_until -3}}", "[0 1 2][0 -1 -2]")
    rows.check("{{sprig_untilStep 3 6 2}}{{sprig_untilStep 3 6 0}}", "[3 5][]")
    rows.check("{{sprig_seq 5}}|{{sprig_seq -3}}|{{sprig_seq 0 2}}", "1 2 3 4 5|1 0 -1 -2 -3|0 1 2")
    rows.check("{{sprig_seq 0 2 10}}|{{sprig_seq 0 -2 -5}}|{{sprig_seq}}", "0 2 4 6 8 10|0 -2 -4|")
  }
}
