import Networking
import TestSupport
import XCTest

/// The servers of a service, asked of a name server that answers as it should or should not.
final class ServiceLookupTests: XCTestCase {
  private func outcome(_ server: ScriptedNameServer) async -> String {
    let lookup = ServiceLookup(name: "_c._tcp.test.", server: "127.0.0.1:\(server.port)")
    do throws(ServiceLookup.Failure) {
      return try await lookup.ask().records.map { "\($0.target):\($0.port)" }.joined(separator: " ")
    } catch { return error.description }
  }

  private func check(
    _ expected: String, line: UInt = #line,
    _ script: @escaping @Sendable (ScriptedNameServer.Question) -> [UInt8]?
  ) async throws {
    let server = try ScriptedNameServer(script)
    defer { server.stop() }
    let outcome = await outcome(server)
    XCTAssertEqual(outcome, expected, line: line)
  }

  private let prefix = "cannot find the servers of `_c._tcp.test.`: "

  func testFailuresAreToldWithTheName() async throws {
    try await check(prefix + "no SRV records") { $0.answer(failure: 3) }
    try await check(prefix + "no SRV records") { $0.answer() }
    try await check(prefix + "no name server answers") { $0.answer(failure: 2) }
    try await check(prefix + "the answer is malformed") {
      Array($0.answer([.init("a.test", 80)]).dropLast(3))
    }
    let empty = ServiceLookup(name: "", server: "127.0.0.1:1")
    do {
      _ = try await empty.ask()
      XCTFail("answered")
    } catch { XCTAssertEqual("\(error)", "cannot find the servers of ``: no name") }
  }

  func testAnswersToOtherQuestionsAndGarbageAreNotBelieved() async throws {
    try await check(prefix + "no name server answers") { question in
      var answer = question.answer([.init("evil.test", 1)])
      answer[0] ^= 0xFF
      return answer
    }
    try await check(prefix + "no name server answers") { _ in [1, 2, 3] }
  }

  func testTheServersOfAnAnswer() async throws {
    try await check("a.test:8500 b.test:8501") {
      $0.answer([.init("a.test", 8500), .init("b.test", 8501)])
    }
  }

  func testAnAnswerThatWasCutIsAskedForOverTCP() async throws {
    try await check("a.test:1 b.test:2") { question in
      question.isStream
        ? question.answer([.init("a.test", 1), .init("b.test", 2)])
        : question.answer([.init("a.test", 1)], isCut: true)
    }
  }

  func testADomainWithoutTheServiceHasNoServers() throws {
    let bytes: [UInt8] =
      [0, 1, 0x81, 0x80, 0, 0, 0, 1, 0, 0, 0, 0]
      + [0, 0, 33, 0, 1, 0, 0, 0, 9, 0, 7, 0, 0, 0, 0, 0, 0, 0]
    XCTAssertEqual(try ServiceAnswer(bytes).records, [])
  }

  func testMessagesThatAreNoAnswersAreRefused() {
    func refuse(_ bytes: [UInt8], _ expected: ServiceAnswer.Flaw, line: UInt = #line) {
      XCTAssertThrowsError(try ServiceAnswer(bytes), line: line) {
        XCTAssertEqual($0 as? ServiceAnswer.Flaw, expected, line: line)
      }
    }
    let header: [UInt8] = [0, 1, 0x81, 0x80, 0, 0, 0, 1, 0, 0, 0, 0]
    refuse([], .malformed)
    refuse([0, 1, 0x01, 0, 0, 0, 0, 0, 0, 0, 0, 0], .malformed)
    refuse([0, 1, 0x81, 0x83, 0, 0, 0, 0, 0, 0, 0, 0], .refused(3))
    refuse(header, .malformed)
    // A name that points to itself.
    refuse(header + [0xC0, 12], .malformed)
    // A record longer than the message.
    refuse(header + [0, 0, 33, 0, 1, 0, 0, 0, 9, 0, 90, 0], .malformed)
    // A host that would change the meaning of an address.
    refuse(
      header + [0, 0, 33, 0, 1, 0, 0, 0, 9, 0, 10, 0, 0, 0, 0, 0, 1, 2]
        + [UInt8(ascii: "a"), UInt8(ascii: "/"), 0], .malformed)
  }

  func testLowerPrioritiesComeFirstAndWeightsDecideAmongEquals() throws {
    var message: [UInt8] = [0, 1, 0x81, 0x80, 0, 0, 0, 3, 0, 0, 0, 0]
    for (priority, weight, name) in [(2, 0, "c"), (1, 0, "b"), (1, 200, "a")]
      as [(Int, Int, String)]
    {
      message += [0, 0, 33, 0, 1, 0, 0, 0, 9, 0, 9, 0, UInt8(priority), 0, UInt8(weight), 0, 1]
      message += [1, name.utf8.first ?? 0, 0]
    }
    let answer = try ServiceAnswer(message)
    XCTAssertEqual(answer.timeToLive, .seconds(9))
    var random = SystemRandomNumberGenerator()
    var first: [String: Int] = [:]
    for _ in 0..<200 {
      let order = answer.ordered(using: &random).map(\.target)
      XCTAssertEqual(order.last, "c")
      first[order[0], default: 0] += 1
    }
    XCTAssertGreaterThan(first["a"] ?? 0, 180)
  }

  func testNameServersAreAddressesWithAPort() {
    XCTAssertEqual(ServiceLookup.serverParts("127.0.0.1")?.port, 53)
    XCTAssertEqual(ServiceLookup.serverParts("10.0.0.1:8600")?.address, "10.0.0.1")
    for text in ["", "dns", "1.2.3", "1.2.3.4:0", "1.2.3.4:x", "1.2.3.4:1:2", "::1"] {
      XCTAssertNil(ServiceLookup.serverParts(text), text)
    }
  }
}
