import Diagnostics
import TemplateLanguage
import Values
import XCTest

/// Random sequences of tokens are refused or run; nothing else happens.
final class ParsingSoupTests: XCTestCase {
  private static let words = [
    "{{", "}}", "{{- ", " -}}", "if", "else", "end", "range", "with", "define", "template",
    "block", "break", "continue", "nil", "true", ".", ".a", ".b.c", "$", "$x", ":=", "=", "|",
    "(", ")", "\"s\"", "`r`", "'c'", "1", "2.5", "0x1f", "09", ",", "len", "printf", "\"%v\"",
    "index", "and", "or", "call", "/*", "*/", "\n", "text", "\"", "`", "é", "@", "1i", "..",
    "{{end}}", "{{else}}", "{{if .a}}", "{{range .b}}", "{{define \"t\"}}",
    "{{template \"t\" .}}", "{{$x := 1}}", "{{break}}", "\u{0}", "9223372036854775808",
  ]

  func testTokenSoupIsRefusedOrRuns() {
    var state: UInt64 = 42
    func random(_ count: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % count
    }
    let data = Value.map([("a", .int(1)), ("b", .list([.null, .int(2)]))])
    let options = RowOptions(
      limits: EvaluationLimits(steps: 10_000, templateDepth: 100, nestedExecutions: 10))
    var refused = 0
    let rounds = 4_000
    for _ in 0..<rounds {
      var text = ""
      for _ in 0...random(14) {
        text += ParsingSoupTests.words[random(ParsingSoupTests.words.count)]
        if random(2) == 0 { text += " " }
      }
      if outcome(text, data, options).contains(": template: main:") { refused += 1 }
    }
    XCTAssertGreaterThan(refused, rounds / 4)
    XCTAssertLessThan(refused, rounds)
  }
}
