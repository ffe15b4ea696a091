import Registries
import RegistryCore
import Values
import XCTest

/// Ranges, plans, questions, requests and the cutting of streams.
final class EtcdPartsTests: XCTestCase {
  private func range(_ start: Bytes, _ end: Bytes?) -> EtcdRange { EtcdRange(from: start, to: end) }

  func testAPrefixEndsBeforeTheNextOne() {
    XCTAssertEqual(EtcdRange.prefix("a/"), range("a/", "a0"))
    XCTAssertEqual(EtcdRange.prefix(""), range("", nil))
    XCTAssertEqual(
      EtcdRange.prefix(Bytes([0x61, 0xFF, 0xFF])), range(Bytes([0x61, 0xFF, 0xFF]), "b"))
    XCTAssertEqual(EtcdRange.prefix(Bytes([0xFF, 0xFF])), range(Bytes([0xFF, 0xFF]), nil))
  }

  func testRangesKnowWhatTheyHold() {
    XCTAssertTrue(EtcdRange.key("a").isSingleKey)
    XCTAssertFalse(EtcdRange.prefix("a").isSingleKey)
    XCTAssertTrue(EtcdRange.key("a").contains("a"))
    XCTAssertFalse(EtcdRange.key("a").contains("aa"))
    XCTAssertTrue(EtcdRange.prefix("").covers(.prefix("x")))
    XCTAssertFalse(EtcdRange.prefix("x").covers(.prefix("")))
    XCTAssertTrue(EtcdRange.prefix("a/").covers(.key("a/b")))
    XCTAssertFalse(EtcdRange.prefix("a/").covers(.key("a0")))
  }

  func testPlansLeaveOutWhatIsWithinAnother() {
    let plan = EtcdWatchPlan.cover(
      [.prefix("a/b/"), .key("a/c"), .prefix("a/"), .key("b"), .prefix("a/")], limit: 9)
    XCTAssertEqual(plan, [.prefix("a/"), .key("b")])
    XCTAssertEqual(EtcdWatchPlan.cover([EtcdRange](), limit: 1), [])
  }

  func testPlansJoinThoseThatHaveMostInCommon() {
    let ranges: [EtcdRange] = [.prefix("/z/"), .prefix("/up/1/"), .prefix("/up/2/"), .key("/a")]
    XCTAssertEqual(
      EtcdWatchPlan.cover(ranges, limit: 3),
      [.key("/a"), range("/up/1/", "/up/20"), .prefix("/z/")])
    XCTAssertEqual(EtcdWatchPlan.cover(ranges, limit: 1), [range("/a", "/z0")])
    XCTAssertEqual(EtcdWatchPlan.cover(ranges, limit: 0), [range("/a", "/z0")])
  }

  func testPlansCoverEverythingWithinTheLimit() {
    var random = SystemRandomNumberGenerator()
    for _ in 0..<300 {
      let ranges = (0..<Int.random(in: 1...40, using: &random)).map { _ -> EtcdRange in
        let name = Bytes((0..<Int.random(in: 1...4)).map { _ in UInt8.random(in: 0x60...0x64) })
        return Bool.random() ? .key(name) : .prefix(name)
      }
      let limit = Int.random(in: 1...10)
      let plan = EtcdWatchPlan.cover(ranges, limit: limit)
      XCTAssertLessThanOrEqual(plan.count, limit)
      for range in ranges { XCTAssertTrue(plan.contains { $0.covers(range) }) }
    }
  }

  private func asked(_ subject: Query.Subject, root: String) throws -> Bytes {
    try EtcdQuestion(subject, root: EtcdQuestion.root(root)).prefix
  }

  func testPathsAreKeysBelowTheRoot() throws {
    let scope = Query.Scope()
    let rows: [(String, String, Bytes)] = [
      ("/", "a/b", "/a/b"), ("/", "/a/b", "/a/b"), ("/", "//a", "//a"), ("", "a/b", "a/b"),
      ("", "/a", "/a"), ("/x", "a", "/x/a"), ("/x/", "/a", "/x/a"), ("/x", "a//b%", "/x/a//b%"),
      ("/", "", "/"), ("", "", ""),
    ]
    for (root, path, key) in rows {
      XCTAssertEqual(try asked(.prefix(path: path, scope), root: root), key, "\(root) \(path)")
    }
    XCTAssertEqual(try asked(.key(path: "é", scope), root: "/"), "/é")
  }

  func testOtherQuestionsAreUnsupported() {
    let subjects: [Query.Subject] = [
      .services(Query.Scope()), .service(.init(name: "web")), .key(path: "", Query.Scope()),
      .key(path: "a", Query.Scope(datacenter: "dc1")),
    ]
    for subject in subjects {
      XCTAssertThrowsError(try EtcdQuestion(subject, root: "")) {
        XCTAssertEqual(($0 as? RegistryError)?.code, .unsupported)
      }
    }
  }

  func testRequestsAreWrittenAsTheGatewayReadsThem() {
    func check(_ body: [UInt8], _ expected: String, line: UInt = #line) {
      XCTAssertEqual(String(decoding: body, as: UTF8.self), expected, line: line)
    }
    check(EtcdRequests.range(.key("a")), #"{"key":"YQ=="}"#)
    check(EtcdRequests.range(.prefix("")), #"{"key":"AA==","range_end":"AA=="}"#)
    check(
      EtcdRequests.range(.prefix("a"), limit: 5, revision: 7),
      #"{"key":"YQ==","range_end":"Yg==","limit":"5","revision":"7"}"#)
    check(EtcdRequests.count(.key("a")), #"{"key":"YQ==","count_only":true}"#)
    check(
      EtcdRequests.transaction([.key("a"), .key("b")], limit: 0),
      #"{"success":[{"request_range":{"key":"YQ=="}},{"request_range":{"key":"Yg=="}}]}"#)
    check(
      EtcdRequests.watch(.key("a"), from: 3),
      #"{"create_request":{"key":"YQ==","start_revision":"3","progress_notify":true}}"#)
  }

  func testEndpointsAreTakenAsPeopleWriteThem() throws {
    let rows: [(String, Bool, String)] = [
      ("a", false, "http://a:2379"), ("a:1", true, "https://a:1"),
      ("http://a", true, "http://a:2379"),
      ("https://a:1/", false, "https://a:1"), ("[::1]:1", false, "http://[::1]:1"),
      ("[::1]", false, "http://[::1]:2379"),
    ]
    for (address, usesTLS, base) in rows {
      XCTAssertEqual(try EtcdEndpoint.base(of: address, usesTLS: usesTLS), base)
    }
    for address in ["", "unix:///x", "a:b", "http://u:p@a:1", "http://a:1/path", "a b"] {
      XCTAssertThrowsError(try EtcdEndpoint.base(of: address, usesTLS: false)) {
        XCTAssertFalse("\($0)".contains("u:p"))
      }
    }
  }

  func testStreamsAreCutIntoObjectsWhereverThePiecesEnd() throws {
    let objects = [#"{"a":"}{\"\\"}"#, "{}", #"{"b":[{},{"c":"]"}]}"#]
    let text = Array((" \n" + objects.joined(separator: "\n") + "\n").utf8)
    for size in 1...text.count {
      var splitter = EtcdMessageSplitter(limit: 100)
      var found: [String] = []
      for start in stride(from: 0, to: text.count, by: size) {
        let piece = Array(text[start..<min(start + size, text.count)])
        found += try splitter.receive(piece).map { String(decoding: $0, as: UTF8.self) }
      }
      XCTAssertEqual(found, objects, "in pieces of \(size)")
      XCTAssertTrue(splitter.isBetweenMessages)
    }
  }

  func testAStreamOfSomethingElseOrTooMuchIsRefused() {
    func check(_ text: String, _ kind: EtcdFailure.Kind, line: UInt = #line) {
      var splitter = EtcdMessageSplitter(limit: 20)
      XCTAssertThrowsError(try splitter.receive(Array(text.utf8)), line: line) {
        XCTAssertEqual(($0 as? EtcdFailure)?.kind, kind, line: line)
      }
    }
    check("<html>", .invalidAnswer)
    check("{} nothing", .invalidAnswer)
    check("{\"a\":\"" + String(repeating: "x", count: 30), .tooLarge)
  }
}
