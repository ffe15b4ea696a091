import DataFormats
import Diagnostics
import Registries
import XCTest

/// Files that are nothing but keys.
final class FileKeysTests: XCTestCase {
  private func keys(
    _ texts: [(String, DocumentFormat)]
  ) throws -> [String] {
    let files = texts.map { FileAnswers.File(Source(name: "f", text: $0.0), $0.1) }
    return try FileAnswers.keys(files).keys.map { "\($0.key)=\($0.value)" }
  }

  func testWhatIsNoTableIsRefused() {
    for (text, format) in [
      ("- a", .yaml), ("1", .json), ("a: [", .yaml), ("{\"a\": }", .json),
    ] as [(String, DocumentFormat)] {
      XCTAssertThrowsError(try keys([(text, format)]), text)
    }
  }

  func testTablesAndListsAreFolders() throws {
    XCTAssertEqual(
      try keys([
        (
          """
          app:
            hosts: [a, {name: b}]
            port: 80
            ratio: 1.5
            on: true
            nothing: null
            "/x//y/": z
          """, .yaml
        )
      ]),
      [
        "app/hosts/0=a", "app/hosts/1/name=b", "app/on=true", "app/port=80", "app/ratio=1.5",
        "app/x/y=z",
      ])
    XCTAssertEqual(try keys([("{\"a\": {\"b\": \"c\"}}", .json)]), ["a/b=c"])
    XCTAssertEqual(try keys([("", .yaml), ("# nothing", .yaml)]), [])
  }

  func testLaterFilesWin() throws {
    XCTAssertEqual(
      try keys([("a: 1\nb: 1", .yaml), ("b: 2\nc: 2", .yaml)]), ["a=1", "b=2", "c=2"])
  }
}
