import Registries
import Values
import XCTest

/// The form of the keys under which services are written.
final class LayoutPatternTests: XCTestCase {
  private func refused(
    _ text: String, _ expected: String, file: StaticString = #filePath, line: UInt = #line
  ) {
    XCTAssertThrowsError(try LayoutPattern(text), file: file, line: line) {
      XCTAssertEqual("\($0)", expected, file: file, line: line)
    }
  }

  private func check(
    _ pattern: String, _ key: String, _ expected: [String: String]?,
    file: StaticString = #filePath, line: UInt = #line
  ) throws {
    let found = try LayoutPattern(pattern).match(Bytes(key))
    XCTAssertEqual(found?.mapValues(\.string), expected, file: file, line: line)
  }

  func testWrongPatternsAreRefused() {
    func message(_ pattern: String, _ what: String) -> String {
      "the pattern `\(pattern)` of the services' keys \(what)"
    }
    refused("", message("/", "has an empty part"))
    refused("/a//{service}", message("/a//{service}", "has an empty part"))
    refused("/{service}/", message("/{service}/", "has an empty part"))
    refused("/a/{id}", message("/a/{id}", "has no `{service}`"))
    refused("/{service}/{service}", message("/{service}/{service}", "has `{service}` twice"))
    refused("/{service", message("/{service", "has a `{` without a `}`"))
    refused("/service}", message("/service}", "has a `}` without a `{`"))
    refused(
      "/{service}{id}", message("/{service}{id}", "has nothing between `{service}` and `{id}`"))
    refused(
      "/{service}/{a b}",
      message(
        "/{service}/{a b}",
        "has `{a b}`, which is no name of letters, "
          + "digits and `_`"))
    refused(
      "/{service}/{}",
      message(
        "/{service}/{}",
        "has `{}`, which is no name of letters, digits "
          + "and `_`"))
  }

  func testKeysOfAnotherFormDoNotMatch() throws {
    for key in ["", "s", "s/web", "s/web/", "s//1", "s/web/1/2", "x/web/1", "/s/web/1"] {
      try check("/s/{service}/{id}", key, nil)
    }
    try check("/s/{service}.d", "s/.d", nil)
    try check("/s/{service}.d", "s/web.dd", nil)
    try check("/s/a{service}", "s/web", nil)
  }

  func testNamesTakeTheirParts() throws {
    try check("s/{service}/{id}", "s/web/h:c:80", ["service": "web", "id": "h:c:80"])
    try check("/{service}", "web", ["service": "web"])
    try check(
      "/s/{service}/{address}:{port}", "s/web/2001:db8::1:80",
      ["service": "web", "address": "2001:db8::1", "port": "80"])
    try check("/s/x-{service}.d/y", "s/x-a.d.d/y", ["service": "a.d"])
    try check(
      "/{env}/{service}/{_}", "prod/web/1", ["env": "prod", "service": "web", "_": "1"])
  }

  func testTheFolderEndsBeforeTheFirstName() throws {
    XCTAssertEqual(try LayoutPattern("/a/b/{service}/c").prefix, "a/b/")
    XCTAssertEqual(try LayoutPattern("{service}").prefix, "")
    XCTAssertEqual(try LayoutPattern("/a/b{service}").prefix, "a/")
  }

  func testManySeparatorsTakeNoLongTime() throws {
    let key = "s/" + String(repeating: ":", count: 100_000)
    try check("/s/{service}:{a}:{b}:{c}x", key, nil)
  }
}
