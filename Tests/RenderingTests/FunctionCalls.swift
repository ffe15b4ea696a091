import RegistryCore
import Rendering
import TemplateLanguage
import Values
import XCTest

/// Calls functions of a table as the evaluator would, without a template.
struct FunctionCalls {
  var table = FunctionLibrary.consul
  var context: RenderContext

  init(
    _ table: FunctionTable = FunctionLibrary.consul, readings: [Query: Value] = [:],
    surroundings: RenderContext.Surroundings = .init()
  ) {
    self.table = table
    context = RenderContext(
      snapshot: Snapshot(readings: readings.mapValues { Reading(value: $0, index: 1) }),
      grammar: QueryGrammar(defaultRegistry: "consul", registries: ["consul", "edge"]),
      surroundings: surroundings)
  }

  func call(_ name: String, _ arguments: [Value]) throws -> Value {
    let function = try XCTUnwrap(table[name], "no function `\(name)`")
    return try function.body(arguments, context)
  }

  /// The function's result is this value of these types.
  func check(_ name: String, _ arguments: [Value], _ expected: Value, line: UInt = #line) {
    do {
      let result = try call(name, arguments)
      XCTAssertTrue(
        result.isIdentical(to: expected), "\(result) is not \(expected)", line: line)
    } catch { XCTFail("\(error)", line: line) }
  }

  /// The function refuses with this text.
  func refuse(_ name: String, _ arguments: [Value], _ message: String, line: UInt = #line) {
    do {
      XCTFail("accepted: \(try call(name, arguments))", line: line)
    } catch { XCTAssertEqual("\(error)", message, line: line) }
  }
}

extension Value: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByUnicodeScalarLiteral,
  ExpressibleByExtendedGraphemeClusterLiteral,
  ExpressibleByBooleanLiteral, ExpressibleByFloatLiteral
{
  public init(stringLiteral text: String) { self = .string(text) }
  public init(integerLiteral number: Int) { self = .int(number) }
  public init(booleanLiteral flag: Bool) { self = .bool(flag) }
  public init(floatLiteral number: Double) { self = .float(number) }
}
