import Registries
import Values
import XCTest

/// What etcd's v2 interface answers, and what it is asked.
final class EtcdV2AnswersTests: XCTestCase {
  private func refused(
    _ body: String, _ expected: String, file: StaticString = #filePath, line: UInt = #line
  ) {
    XCTAssertThrowsError(
      try EtcdV2Answers.pairs(body: Array(body.utf8)), file: file, line: line
    ) { XCTAssertEqual("\($0)", expected, file: file, line: line) }
  }

  private func check(
    _ body: String, _ expected: [String], file: StaticString = #filePath, line: UInt = #line
  ) throws {
    let pairs = try EtcdV2Answers.pairs(body: Array(body.utf8))
    XCTAssertEqual(
      pairs.map { "\($0.path)=\($0.value) \($0.createIndex) \($0.modifyIndex)" }.sorted(),
      expected, file: file, line: line)
  }

  private func checkEvent(
    _ body: String, _ expected: EtcdV2Event?, file: StaticString = #filePath, line: UInt = #line
  ) throws {
    XCTAssertEqual(
      try EtcdV2Answers.event(body: Array(body.utf8)), expected, file: file, line: line)
  }

  private func refusedEvent(
    _ body: String, _ expected: String, file: StaticString = #filePath, line: UInt = #line
  ) {
    XCTAssertThrowsError(
      try EtcdV2Answers.event(body: Array(body.utf8)), file: file, line: line
    ) { XCTAssertEqual("\($0)", expected, file: file, line: line) }
  }

  func testAnswersOfAnotherShapeAreRefused() {
    refused("[]", "expected an object with a `node`, found an array")
    refused("{}", "expected an object with a `node`, found an object")
    refused(#"{"node":[]}"#, "expected an object with a `node`, found an object")
    refused(#"{"node":{}}"#, "expected a `key` in a node that is no folder")
    refused(#"{"node":{"key":5}}"#, "expected a string as `key`, found a number")
    refused(#"{"node":{"key":"/a","value":null}}"#, "expected a string as `value`, found null")
    refused(
      #"{"node":{"dir":true,"nodes":{}}}"#, "expected an array as `nodes`, found an object")
    refused(
      #"{"node":{"dir":true,"nodes":[5]}}"#, "expected an object as a node, found a number")
    refused(
      #"{"node":{"key":"/a","modifiedIndex":-1}}"#,
      "expected a non-negative integer as `modifiedIndex`, found a number")
  }

  func testHalfAnAnswerIsRefused() throws {
    let whole = #"{"action":"get","node":{"key":"/a","value":"1"}}"#
    for length in 0..<whole.utf8.count {
      XCTAssertThrowsError(try EtcdV2Answers.pairs(body: Array(whole.utf8.prefix(length))))
    }
  }

  func testTooDeepATreeIsRefused() {
    let deep =
      String(repeating: #"{"dir":true,"nodes":["#, count: 300)
      + String(repeating: "]}", count: 300)
    XCTAssertThrowsError(try EtcdV2Answers.pairs(body: Array(#"{"node":\#(deep)}"#.utf8)))
  }

  func testKeysOfATreeAreReadAndFoldersAreNone() throws {
    try check(#"{"action":"get","node":{"dir":true}}"#, [])
    try check(
      #"{"node":{"key":"/a","value":"1","createdIndex":3,"modifiedIndex":4,"ttl":5}}"#,
      ["a=1 3 4"])
    try check(#"{"node":{"key":"/a b/%/ü","value":""}}"#, ["a b/%/ü= 0 0"])
    try check(
      """
      {"action":"get","node":{"key":"/app","dir":true,"nodes":[
        {"key":"/app/a","value":"1","modifiedIndex":7,"createdIndex":7},
        {"key":"/app/empty","dir":true,"modifiedIndex":8,"createdIndex":8},
        {"key":"/app/sub","dir":true,"nodes":[{"key":"/app/sub/b","value":"x\\ny"}]}
      ],"modifiedIndex":5,"createdIndex":5}}
      """, ["app/a=1 7 7", "app/sub/b=x\ny 0 0"])
  }

  func testEventsOfAnotherShapeAreRefused() {
    refusedEvent("[]", "expected an object with an `action`, found an array")
    refusedEvent(#"{"action":"set"}"#, "expected an event with a `node`")
    refusedEvent(
      #"{"action":"set","node":{"key":"/a"}}"#, "expected an event with a `modifiedIndex`")
    XCTAssertThrowsError(try EtcdV2Answers.event(body: Array("<html>".utf8)))
  }

  func testEventsAreRead() throws {
    func node(_ fields: String) -> String {
      #""node":{"key":"/a/b",\#(fields)"modifiedIndex":9,"createdIndex":8}"#
    }
    let pair = KeyPair(path: "a/b", value: "1", createIndex: 8, modifyIndex: 9)
    try checkEvent("", nil)
    try checkEvent("\n", nil)
    for action in ["set", "create", "update", "compareAndSwap"] {
      try checkEvent(
        #"{"action":"\#(action)",\#(node(#""value":"1","#))}"#, EtcdV2Event(.set(pair), index: 9))
    }
    for action in ["delete", "expire", "compareAndDelete"] {
      try checkEvent(
        #"{"action":"\#(action)",\#(node("")),"prevNode":{"key":"/a/b","value":"1"}}"#,
        EtcdV2Event(.removed("a/b"), index: 9))
    }
    try checkEvent(
      #"{"action":"set",\#(node(#""dir":true,"#))}"#, EtcdV2Event(.madeFolder("a/b"), index: 9))
  }

  func testRefusalsAreRead() {
    func check(_ body: String, _ expected: EtcdV2Refusal?, line: UInt = #line) {
      XCTAssertEqual(EtcdV2Answers.refusal(body: Array(body.utf8)), expected, line: line)
    }
    check("404 page not found", nil)
    check("[]", nil)
    check("{}", nil)
    check(
      #"{"message":"Insufficient credentials"}"#,
      EtcdV2Refusal(code: 0, message: "Insufficient credentials", cause: "", index: nil))
    check(
      #"{"errorCode":100,"message":"Key not found","cause":"/a","index":7}"#,
      EtcdV2Refusal(code: 100, message: "Key not found", cause: "/a", index: 7))
  }

  func testQuestionsBecomeRequests() {
    func check(_ question: KeyQuestion, _ read: String, _ wait: String, line: UInt = #line) {
      XCTAssertEqual(EtcdV2Queries.read(question, quorum: true), read, line: line)
      XCTAssertEqual(EtcdV2Queries.wait(question, after: 6), wait, line: line)
    }
    check(
      .key("app/a"), "/v2/keys/app/a?quorum=true", "/v2/keys/app/a?wait=true&waitIndex=7")
    check(
      .prefix("app"), "/v2/keys/app?quorum=true&recursive=true",
      "/v2/keys/app?wait=true&recursive=true&waitIndex=7")
    check(
      .prefix(""), "/v2/keys/?quorum=true&recursive=true",
      "/v2/keys/?wait=true&recursive=true&waitIndex=7")
    check(
      .key("//a b/../100%/./?é"), "/v2/keys/100%25/%3F%C3%A9?quorum=true",
      "/v2/keys/100%25/%3F%C3%A9?wait=true&waitIndex=7")
    check(.key("../../etc"), "/v2/keys/etc?quorum=true", "/v2/keys/etc?wait=true&waitIndex=7")
    XCTAssertEqual(
      EtcdV2Queries.read(.key("a"), quorum: false), "/v2/keys/a?quorum=false")
    // Found by fuzzing: an accent made one letter of itself and the slash before it.
    XCTAssertEqual(
      EtcdV2Queries.read(.key("../\u{35F}"), quorum: false), "/v2/keys/%CD%9F?quorum=false")
    XCTAssertEqual(
      EtcdV2Queries.wait(.key("a"), after: .max),
      "/v2/keys/a?wait=true&waitIndex=18446744073709551615")
  }

  func testEndpointsAreReadAsPeopleWriteThem() throws {
    func check(_ address: String, tls: Bool = false, _ expected: String, line: UInt = #line) throws
    {
      XCTAssertEqual(try EtcdV2Endpoint(address, usesTLS: tls).base, expected, line: line)
    }
    for wrong in ["ftp://a", "unix:///x", "http://u:p@h", "a b", ""] {
      XCTAssertThrowsError(try EtcdV2Endpoint(wrong, usesTLS: false), wrong) {
        XCTAssertFalse("\($0)".contains("u:p"))
      }
    }
    try check("h", "http://h:2379")
    try check("h:1", tls: true, "https://h:1")
    try check("[::1]", "http://[::1]:2379")
    try check("[::1]:4001", "http://[::1]:4001")
    try check("HTTPS://h:2/", "https://h:2")
    try check("http://h", tls: true, "http://h")
  }
}
