import Foundation
import RegistryCore
import Rendering
import Values
import XCTest

/// Names, quotes, orders, numbers and units for balancers.
final class BalancerFunctionTests: XCTestCase {
  private let rows = TemplateRows()

  func testWhatIsRefused() {
    rows.refuse("{{haproxyQuote `a\nb`}}", "HAProxy cannot hold line ends and zero bytes in a word")
    rows.refuse(
      "{{nginxQuote `a $b`}}", "nginx would replace `$` and the name after it by a variable")
    rows.refuse(
      "{{nginxQuote `${b}`}}", "nginx would replace `$` and the name after it by a variable")
    rows.refuse("{{serverName .}}", "expected an instance with `ID` or `Address`", "{}")
    rows.refuse("{{sortBy `a,,b` .}}", "expected fields and commas, found `a,,b`", "[]")
    rows.refuse("{{sortBy `` .}}", "expected fields and commas, found ``", "[]")
    rows.refuse("{{sortBy `a` 1}}", "expected a list, found int")
    rows.refuse("{{stableID 2 1 `a`}}", "expected a range of numbers, found 2 to 1")
    rows.refuse("{{stableIDs 1 2 .}}", "3 names do not fit into 2 numbers", #"["a","b","c"]"#)
    rows.refuse(
      "{{stableID -9223372036854775808 9223372036854775807 `a`}}",
      "the range of numbers is too large")
    rows.refuse("{{formatDuration -1}}", "expected a duration that is not negative")
    rows.refuse(
      "{{formatDuration `1us`}}", "expected a duration in whole milliseconds, found `1us`")
    rows.refuse("{{formatDuration true}}", "expected a duration, found bool")
    rows.refuse("{{formatDuration 9223372036854775807}}", "is too long")
    for size in ["`x`", "-1", "`1.2.3k`", "``", "`99999999999t`", "1.5", "`1 kg`"] {
      let shown = size.replacingOccurrences(of: "`", with: "")
      rows.refuse("{{formatSize \(size)}}", "expected a size such as `64k`, found `\(shown)`")
    }
  }

  func testNames() {
    for (text, name) in [
      ("web", "web"), ("web-1.example_2", "web-1.example_2"), ("web app", "web_app-4db1fccc"),
      ("", "x-e3b0c442"), ("-a", "x-a-8f41c9ea"), ("a:b", "a_b-33f0a1a1"),
    ] {
      let result = try? FunctionCalls().call("identifier", [.string(text)])
      guard case .bytes(let found)? = result else { return XCTFail(text) }
      if name == text {
        XCTAssertEqual(found.string, name)
      } else {
        XCTAssertTrue(found.string.hasPrefix(name.dropLast(8)), found.string)
        XCTAssertEqual(found.count, name.utf8.count)
      }
    }
    rows.check("{{serverName .}}", "n1:web", #"{"Node":"n1","ID":"web","Port":80}"#)
    rows.check("{{serverName .}}", "web", #"{"ID":"web"}"#)
    rows.check("{{serverName .}}", "10.0.0.1:80", #"{"ID":"","Address":"10.0.0.1","Port":80}"#)
  }

  func testNamesOfDifferentTextsDiffer() {
    let long = String(repeating: "a", count: 300)
    rows.check("{{eq (identifier `a b`) (identifier `a_b`)}}", "false")
    rows.check("{{eq (identifier `\(long)`) (identifier `\(long)a`)}}", "false")
    rows.check(
      "{{eq (serverName .a) (serverName .b)}}", "false",
      #"{"a":{"Node":"x:y","ID":"z"},"b":{"Node":"x","ID":"y:z"}}"#)
  }

  func testQuotes() {
    rows.check(
      "{{haproxyQuote `a b`}} {{haproxyQuote ``}} {{haproxyQuote `\\`}}", #""a b" "" "\\""#)
    rows.check(#"{{nginxQuote "a\nb"}} {{nginxQuote `^/x$`}}"#, #""a\nb" "^/x$""#)
    rows.check(
      "{{hostPort `::1` `http`}} {{hostPort `[::1]` 1}} {{hostPort `a`}}", "[::1]:http [::1]:1 a")
  }

  func testOrders() {
    let list =
      #"[{"n":"b","w":10,"m":{"z":1}},{"n":"a","w":9},{"n":"c","w":10,"m":{"z":0}},{"n":"a"}]"#
    rows.check("{{range sortBy `n` .}}{{.n}}{{.w}} {{end}}", "a9 a<no value> b10 c10 ", list)
    rows.check("{{range sortBy `-w, n` .}}{{.n}} {{end}}", "b c a a ", list)
    rows.check("{{range sortBy `m.z,-n` .}}{{.n}} {{end}}", "a a c b ", list)
    rows.check("{{sortBy `n` nil}}", "[]")
  }

  func testNumbersAreStableAndDifferent() throws {
    let names = (0..<500).map { Value.string("s\($0)") }
    let calls = FunctionCalls()
    let all = try calls.call("stableIDs", [10, 1009, .list(names)])
    let fewer = try calls.call("stableIDs", [10, 1009, .list(names.dropLast())])
    guard case .map(let all) = all, case .map(let fewer) = fewer else { return XCTFail() }
    let values = all.values.map { value -> Int64 in
      if case .int(let number, _) = value { return number } else { return -1 }
    }
    XCTAssertEqual(Set(values).count, 500)
    XCTAssertTrue(values.allSatisfy { 10...1009 ~= $0 })
    let changed = fewer.keys.filter { key in
      guard case .bytes(let key) = key, let a = all[key], let b = fewer[key] else { return true }
      return !a.isIdentical(to: b)
    }
    XCTAssertLessThanOrEqual(changed.count, 5)
    rows.check("{{len (stableIDs 1 3 .)}}", "3", #"["a","b","c","a"]"#)
  }

  func testUnits() {
    rows.check(
      "{{range .}}{{formatDuration .}} {{end}}", "0s 1s 90s 2h 1d 36h 250ms 1500ms ",
      #"[0,1,90,7200,86400,"36h",0.25,"1.5s"]"#)
    rows.check(
      "{{range .}}{{formatSize .}} {{end}}", "0 1 1k 1m 1g 1024g 1536k 10m 7 ",
      #"[0,1,1024,"1M","1GiB","1t","1.5m","10 MB","7b"]"#)
  }
}
