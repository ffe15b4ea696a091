import Registries
import RegistryCore
import Values
import XCTest

/// From the bytes of answers to ranges, messages and failures.
final class EtcdAnswersTests: XCTestCase {
  private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

  private func refused(
    _ text: String, line: UInt = #line, _ read: ([UInt8]) throws -> Void
  ) {
    XCTAssertThrowsError(try read(bytes(text)), line: line) {
      XCTAssertEqual(($0 as? EtcdFailure)?.kind, .invalidAnswer, line: line)
    }
  }

  func testWhatIsNoRangeIsRefused() {
    for text in [
      "", "<html>", "[]", "{}", #"{"header":{}}"#, #"{"header":{"revision":"x"}}"#,
      #"{"header":{"revision":"1"},"kvs":{}}"#, #"{"header":{"revision":"1"},"kvs":[1]}"#,
      #"{"header":{"revision":"1"},"kvs":[{"key":"YQ=="}]}"#,
      #"{"header":{"revision":"1"},"kvs":[{"mod_revision":"1"}]}"#,
      #"{"header":{"revision":"1"},"kvs":[{"key":"!","mod_revision":"1"}]}"#,
      #"{"header":{"revision":"1"},"kvs":["#
        + #"{"key":"Yg==","mod_revision":"1"},{"key":"YQ==","mod_revision":"1"}]}"#,
      #"{"header":{"revision":"1"}"#,
    ] { refused(text) { _ = try EtcdAnswers.range($0) } }
    refused(#"{"header":{"revision":"1"},"responses":[]}"#) {
      _ = try EtcdAnswers.transaction($0, count: 1)
    }
    refused(#"{"header":{"revision":"1"},"responses":[{}]}"#) {
      _ = try EtcdAnswers.transaction($0, count: 1)
    }
  }

  func testRangesAreRead() throws {
    let empty = try EtcdAnswers.range(bytes(#"{"header":{"revision":"7"}}"#))
    XCTAssertEqual(empty, .init(revision: 7, pairs: [], hasMore: false))
    let range = try EtcdAnswers.range(
      bytes(
        #"""
        {"header":{"revision":7},"more":true,"count":"9","kvs":[
        {"key":"YQ==","create_revision":"2","mod_revision":"3","version":"2","value":"/wA="},
        {"key":"Yg==","create_revision":"4","mod_revision":"4","version":"1","lease":"99"}]}
        """#))
    XCTAssertTrue(range.hasMore)
    XCTAssertEqual(
      range.pairs,
      [
        EtcdPair(key: "a", value: Bytes([0xFF, 0]), createRevision: 2, modifyRevision: 3),
        EtcdPair(key: "b", value: "", createRevision: 4, modifyRevision: 4),
      ])
  }

  func testVersionsNameTheGateway() throws {
    let rows = [
      ("3.0.17", "/v3alpha"), ("3.2.32", "/v3alpha"), ("3.3.27", "/v3beta"), ("3.4.23", "/v3"),
      ("3.6.0-rc.1", "/v3"), ("4.0.0", "/v3"),
    ]
    for (version, path) in rows {
      XCTAssertEqual(
        try EtcdAnswers.gatewayPath(version: bytes(#"{"etcdserver":"\#(version)"}"#)), path)
    }
    refused("{}") { _ = try EtcdAnswers.gatewayPath(version: $0) }
    refused(#"{"etcdserver":"new"}"#) { _ = try EtcdAnswers.gatewayPath(version: $0) }
    XCTAssertThrowsError(try EtcdAnswers.gatewayPath(version: bytes(#"{"etcdserver":"2.3.8"}"#)))
  }

  func testMessagesOfAWatchAreRead() throws {
    func check(_ result: String, _ expected: EtcdWatchMessage, line: UInt = #line) {
      XCTAssertEqual(
        try? EtcdWatchMessage.read(bytes(#"{"result":\#(result)}"#)), expected, line: line)
    }
    check(#"{"header":{"revision":"5"},"created":true}"#, .created(revision: 5))
    check(#"{"header":{"revision":"5"}}"#, .progress(revision: 5))
    check(#"{"header":{"revision":"5"},"events":[]}"#, .progress(revision: 5))
    check(#"{"header":{},"canceled":true,"compact_revision":"4"}"#, .compacted)
    check(
      #"{"header":{"revision":"5"},"events":["#
        + #"{"kv":{"key":"YQ==","mod_revision":"5","create_revision":"5"}},"#
        + #"{"type":"DELETE","kv":{"key":"Yg==","mod_revision":"5"}}]}"#,
      .events([
        EtcdEvent(
          key: "a", revision: 5,
          pair: EtcdPair(key: "a", value: "", createRevision: 5, modifyRevision: 5)),
        EtcdEvent(key: "b", revision: 5, pair: nil),
      ]))
    for text in ["{}", "[]", #"{"result":1}"#, #"{"result":{}}"#, #"{"result":{"events":[1]}}"#] {
      refused(text) { _ = try EtcdWatchMessage.read($0) }
    }
  }

  func testCancelledWatchesSayWhy() {
    func check(_ text: String, _ kind: EtcdFailure.Kind, line: UInt = #line) {
      guard case .cancelled(let failure)? = try? EtcdWatchMessage.read(bytes(text)) else {
        return XCTFail("no failure", line: line)
      }
      XCTAssertEqual(failure.kind, kind, line: line)
    }
    check(
      #"{"result":{"created":true,"canceled":true,"#
        + #""cancel_reason":"etcdserver: permission denied"}}"#,
      .denied)
    check(#"{"result":{"canceled":true,"cancel_reason":"etcdserver: no leader"}}"#, .unavailable)
    check(#"{"result":{"canceled":true}}"#, .failed)
    check(
      #"{"error":{"grpc_code":14,"http_code":503,"message":"etcdserver: no leader"}}"#, .unavailable
    )
    check(#"{"error":{"grpc_code":1,"message":"context canceled"}}"#, .unavailable)
    check(#"{"error":{"code":16,"message":"etcdserver: invalid auth token"}}"#, .unauthenticated)
  }

  func testErrorsOfAllVersionsAreUnderstood() {
    func check(
      _ status: Int, _ body: String, _ kind: EtcdFailure.Kind, _ message: String,
      line: UInt = #line
    ) {
      let failure = EtcdFailure(status: status, body: bytes(body))
      XCTAssertEqual(failure.kind, kind, line: line)
      XCTAssertEqual(failure.message, message, line: line)
    }
    check(
      400, #"{"error":"etcdserver: x","message":"etcdserver: x","code":3}"#, .failed,
      "answered 400: etcdserver: x")
    check(
      401, #"{"code":16,"message":"etcdserver: invalid auth token"}"#, .unauthenticated,
      "answered 401: etcdserver: invalid auth token")
    check(
      400, #"{"code":3,"message":"etcdserver: user name is empty"}"#, .unauthenticated,
      "answered 400: etcdserver: user name is empty")
    check(
      400,
      #"{"code":3,"message":"etcdserver: authentication failed, invalid user ID or password"}"#,
      .denied, "answered 400: etcdserver: authentication failed, invalid user ID or password")
    check(
      403, #"{"code":7,"message":"etcdserver: permission denied"}"#, .denied,
      "answered 403: etcdserver: permission denied")
    check(
      400, #"{"code":11,"message":"etcdserver: mvcc: required revision has been compacted"}"#,
      .compacted, "answered 400: etcdserver: mvcc: required revision has been compacted")
    check(
      503, #"{"code":14,"message":"etcdserver: request timed out"}"#, .unavailable,
      "answered 503: etcdserver: request timed out")
    check(
      429, #"{"code":8,"message":"too many requests"}"#, .overloaded,
      "answered 429: too many requests")
    check(404, "404 page not found\n", .unknownPath, "answered 404: 404 page not found")
    check(502, "<html>\nbad", .unavailable, "answered 502: <html>")
    check(302, "", .invalidAnswer, "answered 302")
    check(500, "a\u{1b}[31mb", .failed, "answered 500: a[31mb")
  }
}
