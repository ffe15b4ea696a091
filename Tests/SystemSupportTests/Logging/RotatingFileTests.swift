import Foundation
import SystemSupport
import TestSupport
import XCTest

final class RotatingFileTests: XCTestCase {
  private func texts(in folder: TemporaryDirectory) -> [String] {
    folder.names.sorted().map { folder.text($0) ?? "" }
  }

  func testTheTimeStandsInTheNameAndOthersMayNotRead() throws {
    let folder = try TemporaryDirectory()
    let file = try RotatingFile(path: folder.file("ct.log"), limits: .init())
    file.write("one\n")
    let name = try XCTUnwrap(folder.names.first)
    XCTAssertNotNil(name.wholeMatch(of: /ct-[0-9]{19}\.log/), name)
    XCTAssertEqual(folder.text(name), "one\n")
    let attributes = try FileManager.default.attributesOfItem(atPath: folder.file(name))
    XCTAssertEqual((attributes[.posixPermissions] as? Int).map { $0 & 0o137 }, 0o0)
    XCTAssertThrowsError(try RotatingFile(path: folder.file("none/ct.log"), limits: .init()))
  }

  func testANewFileIsBegunWhenOneIsLarge() throws {
    let folder = try TemporaryDirectory()
    try folder.write("of somebody else", to: "ct-notes.log")
    var limits = RotatingFile.Limits()
    limits.bytes = 8
    let all = try RotatingFile(path: folder.file("ct.log"), limits: limits)
    for number in 1...5 { all.write("line \(number)\n") }
    XCTAssertEqual(
      texts(in: folder),
      ["line 1\nline 2\n", "line 3\nline 4\n", "line 5\n", "of somebody else"])
    limits.files = 1
    let few = try RotatingFile(path: folder.file("ct.log"), limits: limits)
    few.write("line 6\n")
    XCTAssertEqual(texts(in: folder), ["line 5\n", "line 6\n", "of somebody else"])
    limits.files = -1
    let one = try RotatingFile(path: folder.file("ct.log"), limits: limits)
    one.write("line 7\n")
    XCTAssertEqual(texts(in: folder), ["line 7\n", "of somebody else"])
  }

  func testANewFileIsBegunWhenOneIsOld() throws {
    let folder = try TemporaryDirectory()
    var limits = RotatingFile.Limits()
    limits.age = .nanoseconds(1)
    let file = try RotatingFile(path: folder.file("log"), limits: limits)
    file.write("a\n")
    file.write("b\n")
    XCTAssertEqual(texts(in: folder).filter { !$0.isEmpty }, ["a\n", "b\n"])
  }
}
