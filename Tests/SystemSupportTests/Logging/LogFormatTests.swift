import Foundation
import Synchronization
import SystemSupport
import TestSupport
import XCTest

final class LogFormatTests: XCTestCase {
  private func check(
    _ format: LogFormat, _ message: String, _ fields: KeyValuePairs<String, String>,
    _ expected: String, line: UInt = #line
  ) throws {
    let memory = MemoryRecords()
    Log(minimum: .info, sink: memory.add).info(message, fields)
    let record = try XCTUnwrap(memory.first)
    XCTAssertEqual(format.line(record, time: "T"), expected + "\n", line: line)
  }

  func testNothingCanForgeASecondLine() throws {
    let evil = "a\nT ERROR b\r\u{1B}[31m\u{202E}\u{2028}\u{85}\u{0}"
    try check(
      .text, evil, ["k\n=": evil],
      "T INFO    a\\nT ERROR b\\r\\u{1b}[31m\\u{202e}\\u{2028}\\u{85}\\u{0} "
        + "k__=\"a\\nT ERROR b\\r\\u{1b}[31m\\u{202e}\\u{2028}\\u{85}\\u{0}\"")
    for format in LogFormat.allCases {
      let memory = MemoryRecords()
      Log(minimum: .info, sink: memory.add).info(evil, [evil: evil])
      let text = format.line(try XCTUnwrap(memory.first), time: "T")
      XCTAssertEqual(
        text.unicodeScalars.filter { $0.properties.generalCategory == .control }.count, 1)
    }
  }

  func testTextIsQuotedWhereNeeded() throws {
    try check(.text, "started", [:], "T INFO    started")
    try check(
      .text, "rendered a \"file\"", ["path": "/etc/x", "empty": "", "blank": "a b", "": "x"],
      "T INFO    rendered a \"file\" path=/etc/x empty=\"\" blank=\"a b\" _=x")
    try check(.text, "m", ["q": "say \"hi\" \\"], "T INFO    m q=\"say \\\"hi\\\" \\\\\"")
  }

  func testJSONIsValidAndKeepsEveryField() throws {
    try check(
      .json, "a \"b\"\n\u{1}", ["level": "x", "k": "é\\", "k": "2"],
      "{\"time\":\"T\",\"level\":\"info\",\"message\":\"a \\\"b\\\"\\n\\u0001\","
        + "\"level_\":\"x\",\"k\":\"é\\\\\",\"k_\":\"2\"}")
  }

  func testTimesAreUTCWithMilliseconds() {
    func check(_ nanoseconds: Int64, _ text: String, line: UInt = #line) {
      XCTAssertEqual(UTCTime.text(nanoseconds: nanoseconds), text, line: line)
    }
    check(0, "1970-01-01T00:00:00.000Z")
    check(1_767_323_045_678_999_999, "2026-01-02T03:04:05.678Z")
    check(-1, "1969-12-31T23:59:59.999Z")
    check(.max, "2262-04-11T23:47:16.854Z")
  }

  func testLinesOfManyThreadsDoNotMix() throws {
    let directory = TemporaryDirectory.fresh
    let path = try directory.write("", to: "log")
    let descriptor = open(path, O_WRONLY)
    defer { close(descriptor) }
    let log = Log.lines(
      to: LineWriter(descriptor: descriptor), format: .text, minimum: .debug)
    DispatchQueue.concurrentPerform(iterations: 200) { number in
      log.debug(String(repeating: "x", count: 5000), ["n": "\(number)"])
      log.write(.trace, "not written")
    }
    let lines = try XCTUnwrap(directory.text("log")).split(separator: "\n")
    XCTAssertEqual(lines.count, 200)
    XCTAssertTrue(lines.allSatisfy { $0.contains(" DEBUG   xxx") && $0.utf8.count > 5000 })
  }
}

/// Keeps records themselves.
private final class MemoryRecords: Sendable {
  private let records = Mutex<[Log.Record]>([])

  var first: Log.Record? { records.withLock { $0.first } }

  @Sendable func add(_ record: Log.Record) { records.withLock { $0.append(record) } }
}
