import Registries
import Values
import XCTest

/// Which keys the variables of the environment are.
final class EnvironmentKeysTests: XCTestCase {
  private func check(
    _ variables: [String: String], below key: String = "", prefix: String = "",
    separator: String = "_", _ expected: [String], file: StaticString = #filePath,
    line: UInt = #line
  ) {
    let keys = EnvironmentKeys(variables, prefix: prefix, separator: separator)
    let found = keys.pairs(below: key).map { "\($0.path.string)=\($0.value.string)" }
    XCTAssertEqual(found, expected, file: file, line: line)
  }

  private func check(
    _ variables: [String: String], value key: String, prefix: String = "",
    separator: String = "_", _ expected: String?, file: StaticString = #filePath,
    line: UInt = #line
  ) {
    let keys = EnvironmentKeys(variables, prefix: prefix, separator: separator)
    XCTAssertEqual(keys.value(of: key)?.string, expected, file: file, line: line)
  }

  func testNamesWithoutAKeyAreLeftOut() {
    check([:], [])
    check(["_": "/bin/env", "__": "x"], [])
    check(["OTHER": "1"], below: "app", [])
    check(["APP": "1"], prefix: "APP", [])
  }

  func testUnderscoresAreSlashesAsInConfd() {
    check(["APP_DB_HOST": "h"], ["app/db/host=h"])
    check(["APP_DB_HOST": "h", "APP_A": ""], below: "app", ["app/a=", "app/db/host=h"])
    check(["APP_DB_HOST": "h", "APP_A": ""], below: "/app/db/", ["app/db/host=h"])
    check(["APPLE_PIE": "1", "APP_A": "2"], below: "app", ["app/a=2", "apple/pie=1"])
    check(["APPLE_PIE": "1", "APP_A": "2"], below: "app/", ["app/a=2"])
    check(["_APP__A_": "1"], ["app/a=1"])
    check(["MY-APP_PORT": "1"], below: "my-app", ["my-app/port=1"])
  }

  func testSmallLettersAreFoundOnlyWhereEverythingIsAskedFor() {
    check(["http_proxy": "p"], ["http/proxy=p"])
    check(["http_proxy": "p"], below: "http", [])
    check(["http_proxy": "p", "HTTP_PROXY": "q"], ["http/proxy=q"])
  }

  func testALongerSeparatorLeavesUnderscoresAlone() {
    check(["APP__DB_HOST": "h"], separator: "__", ["app/db_host=h"])
    check(["APP__DB_HOST": "h"], below: "app", separator: "__", ["app/db_host=h"])
    check(["APP___X": "1"], separator: "__", ["app/_x=1"])
    check(["APP.DB_HOST": "h"], separator: ".", ["app/db_host=h"])
  }

  func testAPrefixIsNoPartOfTheKeys() {
    check(["TT_APP_A": "1", "PATH": "/bin"], prefix: "TT_", ["app/a=1"])
    check(["TT_APP_A": "1", "PATH": "/bin"], below: "app", prefix: "TT_", ["app/a=1"])
    check(["TT_APP_A": "1"], value: "app/a", prefix: "TT_", "1")
    check(["PATH": "/bin"], value: "path", prefix: "TT_", nil)
  }

  func testOneKeyIsOneVariable() {
    check(["APP_A": "1"], value: "app/b", nil)
    check(["APP_A": "1"], value: "app", nil)
    check(["app_a": "1"], value: "app/a", nil)
    check(["APP_A": "1"], value: "app/a", "1")
    check(["APP_A": "1"], value: "/app//a", "1")
    check(["APP_A": ""], value: "app/a", "")
    check(["APP_A": "1"], value: "APP/A", "1")
    check(["APP__DB_HOST": "h"], value: "app/db_host", separator: "__", "h")
  }
}
