import Foundation
import Synchronization
import TestSupport
import XCTest

/// What the agent does when Consul errs or loses its memory.
final class TroubledConsulTests: XCTestCase {
  /// How the scripted Consul answers now.
  private struct Answer: Sendable {
    var status = "200 OK"
    var index = 0
    var port = 0

    var isGood: Bool { status.hasPrefix("200") }
  }

  /// A Consul with one instance of one service, whose answers the test sets.
  private final class Consul: Sendable {
    private let answer: Mutex<Answer>
    private let asked = Mutex<[String]>([])

    init(_ answer: Answer) { self.answer = Mutex(answer) }

    func set(_ next: Answer) { answer.withLock { $0 = next } }

    /// The indexes that were waited on, newest last.
    var indexes: [String] { asked.withLock { $0 } }

    /// Blocks as Consul does: while the index is the one that the client has.
    func serve(_ connection: ScriptedServer.Connection) {
      while let request = connection.readRequest() {
        let known = URLComponents(string: request.target)?.queryItems?.first {
          $0.name == "index"
        }?.value
        if let known { asked.withLock { $0.append(known) } }
        for _ in 0..<200 where answer.withLock({ "\($0.index)" == known && $0.isGood }) {
          connection.pause(milliseconds: 5)
        }
        let now = answer.withLock { $0 }
        let body = now.isGood ? Self.body(now.port) : "rpc error: no leader"
        let sent = connection.answer(
          now.status, headers: ["X-Consul-Index: \(now.index)", "X-Consul-KnownLeader: true"],
          body: body)
        if !sent { return }
      }
    }

    private static func body(_ port: Int) -> String {
      """
      [{"Node": {"Node": "n", "Address": "10.0.0.1"}, "Checks": [],
        "Service": {"ID": "web-1", "Service": "web", "Address": "", "Port": \(port)}}]
      """
    }
  }

  private let folder = TemporaryDirectory.fresh

  func testErrorsKeepTheFileAndAnIndexThatGoesBackStartsOver() async throws {
    let consul = Consul(Answer(index: 100, port: 1))
    let server = ScriptedServer { consul.serve($0) }
    defer { server.stop() }
    try folder.write(
      """
      [registry.consul]
      address = "127.0.0.1:\(server.port)"
      retry_min = "50ms"
      retry_max = "200ms"
      [[template]]
      contents = '{{range service "web"}}{{.Address}}:{{.Port}}{{end}}'
      destination = "out"
      """, to: "trimtab.toml")
    let agent = try RunningProcess(
      TrimtabBinary.path(), ["run", "-c", folder.file("trimtab.toml")], environment: [:])
    func holds(_ text: String, line: UInt = #line) async {
      let isSo = await eventually { folder.text("out") == text }
      XCTAssertTrue(isSo, "no `\(text)`: \(agent.standardError)", line: line)
    }
    await holds("10.0.0.1:1")

    consul.set(Answer(status: "500 Internal Server Error", index: 101, port: 2))
    let isNoticed = await eventually { agent.standardError.contains("answered 500") }
    XCTAssertTrue(isNoticed, agent.standardError)
    XCTAssertEqual(folder.text("out"), "10.0.0.1:1")

    // The servers were set up anew: less is known, and the index begins again.
    consul.set(Answer(index: 5, port: 3))
    await holds("10.0.0.1:3")
    consul.set(Answer(index: 6, port: 4))
    await holds("10.0.0.1:4")
    // Back without an error in between, while the agent waits on the higher index.
    consul.set(Answer(index: 2, port: 5))
    await holds("10.0.0.1:5")
    let isWaiting = await eventually { consul.indexes.last == "2" }
    XCTAssertTrue(isWaiting, "\(consul.indexes)")
    consul.set(Answer(index: 3, port: 6))
    await holds("10.0.0.1:6")
    XCTAssertTrue(agent.standardError.contains("registry answers again"), agent.standardError)

    let end = try await agent.stop()
    XCTAssertEqual(end, .exited(0), agent.standardError)
  }
}
