import SystemSupport
import XCTest

final class KnownSecretsTests: XCTestCase {
  private func check(_ secrets: [String], _ text: String, _ expected: String, line: UInt = #line) {
    let known = KnownSecrets()
    for secret in secrets { known.add(secret) }
    XCTAssertEqual(known.hidden(in: text), expected, line: line)
  }

  func testNothingThatIsSaidShowsThem() {
    check([], "a s3cret", "a s3cret")
    check(["s3cret"], "s3cret and s3cret, unlike s3cre", "[hidden] and [hidden], unlike s3cre")
    // What contains another one goes first.
    check(["s3cret", "s3cret-2"], "s3cret-2 s3cret", "[hidden] [hidden]")
    check(["s3cret-2", "s3cret"], "s3cret-2 s3cret", "[hidden] [hidden]")
    // Words of a file are quoted alone, but a short one is found everywhere.
    check(["one password12\nline"], "'password12' in line", "'[hidden]' in line")
    check(["one password12\nline"], "one password12\nline", "[hidden]")
    check(["80", ""], "port 80", "port 80")
  }

  func testTheOldestAreForgotten() {
    let known = KnownSecrets()
    for number in 0...1000 { known.add("secret-\(10_000 + number)") }
    XCTAssertEqual(known.hidden(in: "secret-10000 secret-10001"), "secret-10000 [hidden]")
  }
}
