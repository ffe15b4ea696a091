import Registries
import Values
import XCTest

/// Bytes of a connection as replies.
final class RedisReplyTests: XCTestCase {
  private func replies(
    _ text: [UInt8], pieces: Int, _ limits: RedisReplyParser.Limits
  ) throws -> [RedisReply] {
    var parser = RedisReplyParser(limits: limits)
    var found: [RedisReply] = []
    for start in stride(from: 0, to: text.count, by: pieces) {
      parser.receive(Array(text[start..<min(start + pieces, text.count)]))
      while let reply = try parser.next() { found.append(reply) }
    }
    return found
  }

  /// Checks the replies, or with nil that there is an error, in whatever pieces the text comes.
  private func check(
    _ text: String, _ expected: [RedisReply]?, line: UInt = #line,
    limits: (inout RedisReplyParser.Limits) -> Void = { _ in }
  ) {
    var chosen = RedisReplyParser.Limits()
    limits(&chosen)
    for pieces in [1, 2, 3, 1000] {
      XCTAssertEqual(
        try? replies(Array(text.utf8), pieces: pieces, chosen), expected,
        "\(text.debugDescription) in pieces of \(pieces)", line: line)
    }
  }

  func testWhatIsNoReplyIsRefused() {
    for text in [
      "HTTP/1.1 200 OK\r\n", "x", "\r\n", ":\r\n", ":x\r\n", ":1.5\r\n", "$-2\r\n", "$x\r\n",
      "*-2\r\n", "*99999999999999999999\r\n", "$1\r\nabc\r\n", "+a\rb\r\n", "_\r\n", "#t\r\n",
      "$999999999999\r\n", ":123456789012345678901\r\n",
    ] { check(text, nil) }
  }

  func testLimitsAreKept() {
    check("*1\r\n*1\r\n*1\r\n+a\r\n", nil) { $0.depth = 2 }
    check("*2\r\n+a\r\n+b\r\n", nil) { $0.elements = 2 }
    check("*3\r\n", nil) { $0.elements = 2 }
    check("+aaaaaaaaa\r\n", nil) { $0.line = 8 }
    check("$9\r\n", nil) { $0.size = 10 }
    check("*2\r\n$4\r\naaaa\r\n$4\r\n", nil) { $0.size = 20 }
    // They are those of one reply.
    check("+aaaa\r\n+bbbb\r\n", [.status("aaaa"), .status("bbbb")]) { $0.size = 7 }
  }

  func testEachKindIsRead() {
    check("+OK\r\n", [.status("OK")])
    check("-ERR no\r\n", [.failure("ERR no")])
    check(":-7\r\n", [.integer(-7)])
    check("$0\r\n\r\n", [.bulk("")])
    check("$4\r\na\r\nb\r\n", [.bulk("a\r\nb")])
    check("$-1\r\n*-1\r\n", [.none, .none])
    check("*0\r\n", [.array([])])
    check(
      "*3\r\n*1\r\n$1\r\na\r\n*0\r\n$-1\r\n:1\r\n",
      [.array([.array([.bulk("a")]), .array([]), .none]), .integer(1)])
  }

  func testHalfAReplyIsNone() {
    for text in ["+O", "$3\r\nab", "$3\r\nabc", "$3\r\nabc\r", "*2\r\n+a\r\n", ":1\r"] {
      check(text, [])
    }
  }

  func testManyRepliesTakeLinearTime() throws {
    let text = Array(String(repeating: "*2\r\n$3\r\nabc\r\n:1\r\n", count: 50_000).utf8)
    XCTAssertEqual(try replies(text, pieces: 4096, .init()).count, 50_000)
  }

  func testCommandsAreWrittenByLength() {
    let command = RedisCommand("SET", ["a\r\nb", ""])
    XCTAssertEqual(
      String(decoding: command.bytes, as: UTF8.self),
      "*3\r\n$3\r\nSET\r\n$4\r\na\r\nb\r\n$0\r\n\r\n")
  }
}
