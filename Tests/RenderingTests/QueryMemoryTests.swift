import Diagnostics
import RegistryCore
import TemplateLanguage
import Values
import XCTest

@testable import Rendering

/// A pass with a memory asks what one without asks, whatever was asked before.
final class QueryMemoryTests: XCTestCase {
  private let memory = QueryMemory()
  private let grammar = QueryGrammar(defaultRegistry: "consul", registries: ["edge"])

  private func text(_ function: String, _ arguments: [String], memory: QueryMemory?) -> String {
    let arguments = arguments.map { Bytes($0) }
    do throws(QuerySyntaxError) {
      guard let memory else { return try grammar.query(of: function, arguments)?.text ?? "none" }
      return try memory.query(of: function, arguments, in: grammar)?.text ?? "none"
    } catch { return error.description }
  }

  /// Asks all calls, one line each, twice.
  private func check(_ calls: [String], remembered count: Int? = nil, line: UInt = #line) {
    for _ in 0..<2 {
      for call in calls {
        let words = call.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        let (function, arguments) = (words[0], Array(words.dropFirst()))
        XCTAssertEqual(
          text(function, arguments, memory: memory), text(function, arguments, memory: nil),
          line: line)
      }
      memory.finish()
    }
    if let count { XCTAssertEqual(memory.count, count, line: line) }
  }

  func testMistakesAndQuestionsOfNothingAreNotRemembered() {
    check(["service", "service ", "key ", "service a|b|c", "service @", "node a/b"], remembered: 0)
  }

  func testCallsOfOneTextAreToldApart() {
    check(["key a", "ls a", "service a", "connect a", "services", "nodes"], remembered: 6)
    check(["key edge::a", "key consul::a", "key a", "keyExists a"], remembered: 9)
    check(["service a any", "service a|any", "service any a", "service a any "], remembered: 11)
  }

  func testWhatIsAskedNoMoreIsForgotten() {
    for round in 0..<20 {
      check((0..<50).map { "service s\(round)-\($0)" })
      XCTAssertLessThan(memory.count, 200)
    }
    check(["service a"], remembered: 1)
    check(["service a"], remembered: 1)
  }
}
