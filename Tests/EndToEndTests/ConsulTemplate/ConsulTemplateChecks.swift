import Foundation
import TestSupport
import XCTest

/// What the tests of the program in consul-template's place share: a Consul, and runs in folders of
/// their own.
class ConsulTemplateChecks: XCTestCase {
  private var server: ConsulServer?

  /// The test's Consul, which is started when it is first asked for.
  func consul() async throws -> ConsulServer {
    if let server { return server }
    let started = try await ConsulServer.started()
    server = started
    return started
  }

  /// Runs it to its end; `{consul}` in arguments stands for Consul's address.
  func run(
    _ program: Program, _ arguments: [String], environment: [String: String] = [:]
  ) async throws -> Program.Result {
    let address = "127.0.0.1:\(try await consul().port)"
    let words = arguments.map { $0.replacing("{consul}", with: address) }
    return try program.run(
      ["consul-template"] + words,
      environment: environment.merging(["CONSUL_HTTP_ADDR": address]) { mine, _ in mine })
  }

  /// A log without times.
  func normal(_ text: String) -> String {
    text.replacing(/(?m)^[-0-9]+T[:.0-9]+Z\s/, with: "")
      .replacing(/took=\d+ms/, with: "took=TIME")
  }
}

/// The program in consul-template's place, at work until it is told to stop.
final class LiveConsulTemplate {
  /// Its working directory.
  let folder: TemporaryDirectory
  private var process: RunningProcess?

  /// Starts nothing.
  init() throws { folder = try TemporaryDirectory() }

  deinit { process?.send(SIGKILL) }

  /// Starts it.
  func start(_ arguments: [String], environment: [String: String] = [:]) throws {
    process = try RunningProcess(
      try TrimtabBinary.path(), ["consul-template"] + arguments,
      environment: environment.merging(["PATH": "/usr/sbin:/usr/bin:/sbin:/bin"]) { $1 },
      directory: folder.path)
  }

  /// Sends a signal.
  func send(_ signal: Int32) { process?.send(signal) }

  /// Waits for its end.
  func end() async -> RunningProcess.End? { await process?.waitForEnd(within: .seconds(60)) }

  /// Whether it has not ended.
  var isRunning: Bool { process?.isRunning == true }

  /// What it said.
  var log: String { process?.standardError ?? "" }

  /// What it printed.
  var output: String { process?.standardOutput ?? "" }

  /// Waits until a file has this text.
  func holds(
    _ name: String, _ text: String, file: StaticString = #filePath, line: UInt = #line
  ) async {
    let isThere = await eventually(within: .seconds(60)) { folder.text(name) == text }
    if isThere { return }
    XCTAssertEqual(
      folder.text(name), text, "`\(name)`; the log is:\n\(log)", file: file, line: line)
  }

  /// Waits until it has said something.
  func says(_ text: String, file: StaticString = #filePath, line: UInt = #line) async {
    let isSaid = await eventually(within: .seconds(60)) { log.contains(text) }
    XCTAssertTrue(isSaid, "never said `\(text)`:\n\(log)", file: file, line: line)
  }
}
