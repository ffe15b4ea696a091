import Networking
import Registries
import RegistryCore
import SystemSupport
import TestSupport
import Values
import XCTest

/// Conversations with members that do what real ones cannot be made to do.
final class EtcdRegistryTests: EtcdChecks {
  private func registry(
    _ scripts: EtcdScript..., change: (inout EtcdRegistrySettings) -> Void = { _ in }
  ) throws -> EtcdRegistry {
    var settings = EtcdRegistrySettings()
    settings.endpoints = scripts.map { $0.server.url("") }
    change(&settings)
    return try EtcdRegistry(settings: settings)
  }

  /// Reads the key `a`, then waits for its value to be `expected`.
  private func followed(
    _ expected: String, _ registry: EtcdRegistry, line: UInt = #line
  ) async throws {
    let reading = try await registry.read(key("a"), after: nil)
    try await follow([expected], registry, key("a"), after: reading, line: line)
    await registry.shutdown()
  }

  /// The value of `/a` is 1 at revision 5 when it is read; the watch is `watch`.
  private func member(
    _ watch: @escaping @Sendable (EtcdScript.Exchange) -> Void
  ) -> EtcdScript {
    EtcdScript { exchange in
      if exchange.path == "/v3/watch" {
        watch(exchange)
      } else {
        exchange.answer(EtcdScript.range(5, ("/a", "1", 5)))
      }
    }
  }

  /// Plays a stream that is asked for from `revision` on, where `/a` is written.
  private func goOn(_ exchange: EtcdScript.Exchange, with value: String, at revision: Int) {
    XCTAssertTrue(
      exchange.body.contains(#""start_revision":"\#(revision)""#), exchange.body)
    exchange.beginWatch(at: revision - 1)
    exchange.event("/a", value, at: revision)
    exchange.connection.waitForClose()
  }

  // MARK: - answers that are none

  func testErrorPagesHalfAnswersAndNonsenseAreErrors() async throws {
    func check(
      _ expected: RegistryError.Code, line: UInt = #line,
      _ answer: @escaping @Sendable (ScriptedServer.Connection) -> Void
    ) async throws {
      let script = EtcdScript { answer($0.connection) }
      defer { script.server.stop() }
      let registry = try registry(script) {
        $0.timeout = .milliseconds(300)
        $0.maximumAnswerSize = 10_000
      }
      await expect(expected, line: line) { try await registry.read(key("a"), after: nil) }
      await registry.shutdown()
    }
    try await check(.invalidAnswer) { $0.answer(body: "<html>welcome</html>") }
    try await check(.invalidAnswer) { $0.answer(body: "{}") }
    try await check(.invalidAnswer) { $0.answer("302 Found", body: "") }
    try await check(.invalidAnswer) { $0.answer("404 Not Found", body: "404 page not found") }
    try await check(.unreachable) { $0.answer("503 Unavailable", body: "<html>") }
    try await check(.failed) { $0.answer("500 Error", body: "oops") }
    try await check(.overloaded) { $0.answer("429 Slow", body: #"{"code":8,"message":"slow"}"#) }
    try await check(.unreachable) {
      $0.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"header\":")
      $0.reset()
    }
    try await check(.unreachable) {
      $0.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{")
      $0.waitForClose()
    }
    try await check(.invalidAnswer) {
      $0.answer(body: String(repeating: " ", count: 20_000))
    }
  }

  func testAServerThatTricklesEndsByTheDeadline() async throws {
    let script = EtcdScript { exchange in
      exchange.connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
      while exchange.connection.send(" ") { exchange.connection.pause(milliseconds: 20) }
    }
    defer { script.server.stop() }
    let registry = try registry(script) { $0.deadline = .milliseconds(300) }
    await expect(.unreachable) { try await registry.read(key("a"), after: nil) }
    await registry.shutdown()
  }

  func testAnErrorPageOfOneMemberIsNotTheEnd() async throws {
    let page = EtcdScript { $0.answer("<html>") }
    let good = member { exchange in
      exchange.beginWatch(at: 5)
      exchange.event("/a", "2", at: 6)
      exchange.connection.waitForClose()
    }
    defer { for script in [page, good] { script.server.stop() } }
    try await followed("2", try registry(page, good))
  }

  // MARK: - streams

  func testAStreamThatIsCutInTheMiddleOfAMessageGoesOnBehindTheLastWholeOne() async throws {
    let script = member { exchange in
      switch exchange.number {
      case 0:
        exchange.beginWatch(at: 5)
        exchange.event("/a", "2", at: 6)
        exchange.connection.send("ff\r\n{\"result\":{\"header\":{\"revi")
        exchange.close()
      default:
        goOn(exchange, with: "3", at: 7)
      }
    }
    defer { script.server.stop() }
    try await followed("3", try registry(script))
  }

  func testAMessageThatComesInHalvesArrives() async throws {
    let script = member { exchange in
      exchange.beginWatch(at: 5)
      let text =
        #"{"result":{"header":{"revision":"6"},"events":[{"kv":"#
        + EtcdScript.pair("/a", "}\"{", 6) + "}]}}"
      for piece in [text.prefix(30), text.dropFirst(30)] {
        exchange.connection.send("\(String(piece.utf8.count, radix: 16))\r\n\(piece)\r\n")
        exchange.connection.pause(milliseconds: 20)
      }
      exchange.connection.waitForClose()
    }
    defer { script.server.stop() }
    try await followed("}\"{", try registry(script))
  }

  func testAnErrorInTheStreamIsFollowedByANewOne() async throws {
    let script = member { exchange in
      exchange.beginWatch(at: 5)
      if exchange.number == 0 {
        exchange.message(
          #"{"error":{"grpc_code":14,"http_code":503,"message":"etcdserver: no leader"}}"#)
      } else {
        exchange.event("/a", "2", at: 6)
      }
      exchange.connection.waitForClose()
    }
    defer { script.server.stop() }
    try await followed("2", try registry(script))
  }

  func testAMemberThatAlwaysEndsItsStreamsIsAnErrorAndNoStorm() async throws {
    let script = member { exchange in
      exchange.beginWatch(at: 5)
      exchange.connection.send("0\r\n\r\n")
    }
    defer { script.server.stop() }
    let registry = try registry(script)
    let reading = try await registry.read(key("a"), after: nil)
    await expect(.unreachable) { try await registry.read(key("a"), after: reading.index) }
    XCTAssertEqual(script.count("/v3/watch"), 2)
    await registry.shutdown()
  }

  func testASilentStreamIsLeftWhenItsMemberShowsNoLife() async throws {
    let silent = EtcdScript { exchange in
      if exchange.path == "/v3/watch" {
        exchange.beginWatch(at: 5)
        exchange.connection.waitForClose()
      } else if exchange.body.contains("count_only") {
        exchange.connection.waitForClose()
      } else {
        exchange.answer(EtcdScript.range(5, ("/a", "1", 5)))
      }
    }
    let good = member { exchange in
      exchange.beginWatch(at: 5)
      exchange.event("/a", "2", at: 6)
      exchange.connection.waitForClose()
    }
    defer { for script in [silent, good] { script.server.stop() } }
    try await followed(
      "2",
      try registry(silent, good) {
        $0.watchdog = .milliseconds(100)
        $0.timeout = .milliseconds(200)
      })
  }

  func testAStreamWithoutAnyProgressIsOpenedAnewThoughItsMemberLives() async throws {
    let script = member { exchange in
      exchange.beginWatch(at: 5)
      if exchange.number > 0 { exchange.event("/a", "2", at: 6) }
      exchange.connection.waitForClose()
    }
    defer { script.server.stop() }
    try await followed(
      "2",
      try registry(script) {
        $0.watchdog = .milliseconds(50)
        $0.silenceLimit = .milliseconds(100)
      })
  }

  func testProgressMovesThePlaceToGoOnFrom() async throws {
    let script = member { exchange in
      if exchange.number == 0 {
        exchange.beginWatch(at: 5)
        exchange.message(#"{"result":{"header":{"revision":"90"}}}"#)
        exchange.connection.send("0\r\n\r\n")
      } else {
        goOn(exchange, with: "2", at: 91)
      }
    }
    defer { script.server.stop() }
    try await followed("2", try registry(script))
  }

  func testCompactedChangesAreReadAnewAndFollowedFromThere() async throws {
    let script = EtcdScript { exchange in
      if exchange.path == "/v3/watch", exchange.number == 0 {
        exchange.beginWatch(at: 50)
        exchange.message(
          #"{"result":{"header":{},"canceled":true,"compact_revision":"40"}}"#)
        exchange.connection.waitForClose()
      } else if exchange.path == "/v3/watch" {
        goOn(exchange, with: "3", at: 51)
      } else if exchange.number == 0 {
        exchange.answer(EtcdScript.range(5, ("/a", "1", 5)))
      } else {
        exchange.answer(EtcdScript.range(50, ("/a", "2", 45)))
      }
    }
    defer { script.server.stop() }
    try await followed("3", try registry(script))
  }

  // MARK: - who may

  func testAnExpiredTokenIsRenewedOnceAndRefusedCredentialsAreNotHammered() async throws {
    let script = EtcdScript { exchange in
      switch exchange.path {
      case "/v3/auth/authenticate":
        exchange.answer(#"{"header":{},"token":"t\#(exchange.number)"}"#)
      case "/v3/watch":
        XCTAssertEqual(exchange.token, "t1")
        exchange.beginWatch(at: 5)
        exchange.event("/a", "2", at: 6)
        exchange.connection.waitForClose()
      default:
        if exchange.token == "t0", exchange.number > 0 {
          exchange.connection.answer(
            "401 Unauthorized", body: #"{"code":16,"message":"etcdserver: invalid auth token"}"#)
        } else {
          exchange.answer(EtcdScript.range(5, ("/a", "1", 5)))
        }
      }
    }
    defer { script.server.stop() }
    let registry = try registry(script) {
      $0.user = "u"
      $0.password = Secret("p")
    }
    _ = try await registry.read(key("a"), after: nil)
    // The token is no longer new when it expires.
    _ = await EventLoop.shared.pause(for: .milliseconds(1100))
    try await followed("2", registry)
    XCTAssertEqual(script.count("/v3/auth/authenticate"), 2)
  }

  func testRefusedCredentialsAreShownOnceHoweverManyAsk() async throws {
    let script = EtcdScript { exchange in
      exchange.connection.answer(
        "400 Bad Request",
        body: #"{"code":3,"message":"etcdserver: authentication failed: s3cret is wrong"}"#)
    }
    defer { script.server.stop() }
    let registry = try registry(script) {
      $0.user = "u"
      $0.password = Secret("s3cret")
    }
    for _ in 0..<5 {
      do {
        _ = try await registry.read(key("a"), after: nil)
        XCTFail("answered")
      } catch {
        XCTAssertEqual(error.code, .forbidden)
        XCTAssertFalse("\(error)".contains("s3cret"), "\(error)")
      }
    }
    XCTAssertEqual(script.count("/v3/auth/authenticate"), 1)
    await registry.shutdown()
  }

  func testAWideStreamThatIsForbiddenIsSplitIntoWhatWasAskedFor() async throws {
    let script = EtcdScript { exchange in
      guard exchange.path == "/v3/watch" else {
        let count = exchange.body.components(separatedBy: "request_range").count - 1
        let range = #"{"response_range":{"header":{"revision":"5"}}}"#
        exchange.answer(
          #"{"header":{"revision":"5"},"responses":["#
            + Array(repeating: range, count: count).joined(separator: ",") + "]}")
        return
      }
      guard !exchange.body.contains("range_end") else {
        exchange.connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        exchange.message(
          #"{"result":{"header":{"revision":"5"},"created":true,"canceled":true,"#
            + #""cancel_reason":"etcdserver: permission denied"}}"#)
        return exchange.connection.waitForClose()
      }
      exchange.beginWatch(at: 5)
      let number = exchange.body.contains(EtcdScript.base64("/1")) ? 1 : 2
      exchange.event("/\(number)", "new", at: 5 + number)
      exchange.connection.waitForClose()
    }
    defer { script.server.stop() }
    let registry = try registry(script) { $0.maximumStreams = 1 }
    let (first, second) = (key("1"), key("2"))
    let one = Task { try await registry.read(first, after: nil) }
    let two = Task { try await registry.read(second, after: nil) }
    let (oneIndex, twoIndex) = (try await one.value.index, try await two.value.index)
    let nextOne = Task { try await registry.read(first, after: oneIndex) }
    let nextTwo = Task { try await registry.read(second, after: twoIndex) }
    let readings = [try await nextOne.value, try await nextTwo.value]
    XCTAssertEqual(readings.map { summary($0) }, [["new"], ["new"]])
    await registry.shutdown()
  }

  func testOldVersionsHaveOtherPaths() async throws {
    let server = ScriptedServer { connection in
      while let request = connection.readRequest() {
        switch request.target {
        case "/version": connection.answer(body: #"{"etcdserver":"3.3.27"}"#)
        case "/v3beta/kv/range": connection.answer(body: EtcdScript.range(5, ("/a", "1", 5)))
        default: connection.answer("404 Not Found")
        }
      }
    }
    defer { server.stop() }
    var settings = EtcdRegistrySettings()
    settings.endpoints = [server.url("")]
    let registry = try EtcdRegistry(settings: settings)
    let reading = try await registry.read(key("a"), after: nil)
    XCTAssertEqual(summary(reading), ["1"])
    await registry.shutdown()
  }

  func testAGatewayThatHidesItsVersionIsFoundByTrying() async throws {
    let server = ScriptedServer { connection in
      while let request = connection.readRequest() {
        if request.target == "/v3alpha/kv/range" {
          connection.answer(body: EtcdScript.range(5, ("/a", "1", 5)))
        } else {
          connection.answer("404 Not Found")
        }
      }
    }
    defer { server.stop() }
    var settings = EtcdRegistrySettings()
    settings.endpoints = [server.url("")]
    let registry = try EtcdRegistry(settings: settings)
    let reading = try await registry.read(key("a"), after: nil)
    XCTAssertEqual(summary(reading), ["1"])
    await registry.shutdown()
  }
}
