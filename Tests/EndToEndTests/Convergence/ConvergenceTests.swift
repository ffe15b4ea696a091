import Foundation
import TestSupport
import XCTest

/// Thousands of random writes with random faults: in the end the file says what the registry says.
///
/// `TRIMTAB_CONVERGENCE_SECONDS` makes each history longer than its 12 seconds,
/// `TRIMTAB_CONVERGENCE_SEED` repeats one.
final class ConvergenceTests: XCTestCase {
  func testConsul() async throws { try await converge(try ConsulWorld()) }
  func testEtcd() async throws {
    try await converge(
      EtcdWorld(
        EtcdServer(.newer), kind: "etcd", settings: "timeout = \"1s\"\nwatchdog = \"1s\""))
  }

  func testEtcdV2() async throws {
    try await converge(
      EtcdWorld(await EtcdV2Server.started(), kind: "etcd2", settings: "wait = \"2s\""))
  }

  func testFile() async throws { try await converge(try FileWorld()) }

  private func number(_ variable: String) -> UInt64? {
    ProcessInfo.processInfo.environment[variable].flatMap { UInt64($0) }
  }

  private func converge(_ world: any ConvergenceWorld) async throws {
    let seed = number("TRIMTAB_CONVERGENCE_SEED") ?? UInt64.random(in: 0...UInt64.max)
    let seconds = Int(number("TRIMTAB_CONVERGENCE_SECONDS") ?? 12)
    let program = try Program(for: self)
    try program.write("a.tmpl", ConvergenceTruth.template)
    try program.write(
      "trimtab.toml",
      """
      \(world.configuration)
      [[template]]
      source = "a.tmpl"
      destination = "a.cfg"
      wait = "5ms:50ms"
      """)
    try await world.start()
    let agent = try RunningProcess(
      Program.executable.path,
      ["run", "-c", program.directory.appendingPathComponent("trimtab.toml").path])
    let history = RandomHistory(world: world, seed: seed)
    var sizes: [AgentSize] = []
    let end = ContinuousClock.now + .seconds(seconds)
    while ContinuousClock.now < end {
      try await history.runEpoch()
      let expected = history.truth.lines
      func found() -> [String] {
        let text = (try? program.text("a.cfg")) ?? ""
        return text.split(separator: "\n").map(String.init).sorted()
      }
      let isTrue = await eventually(within: .seconds(60)) { found() == expected }
      guard isTrue else {
        XCTFail(
          """
          \(world.name), seed \(seed), \(history.summary): the file says \
          \(Set(found()).subtracting(expected)) and lacks \(Set(expected).subtracting(found()))
          the last faults: \(history.faults.suffix(5))
          \(agent.standardError.suffix(3000))
          """)
        break
      }
      sizes.append(try AgentSize(of: agent.pid))
    }
    try check(sizes, "\(world.name), seed \(seed), \(history.summary)")
    let status = try await agent.stop(SIGTERM)
    XCTAssertEqual(status, .exited(0), agent.standardError)
    world.proxy?.stop()
    try await world.stop()
  }

  /// Neither descriptors nor memory grow after the first epochs.
  private func check(_ sizes: [AgentSize], _ what: String) throws {
    guard let early = sizes.prefix(3).max(by: { $0.descriptors < $1.descriptors }),
      let last = sizes.last
    else { return }
    print("converged: \(what); early \(early), last \(last)")
    XCTAssertLessThanOrEqual(last.descriptors, early.descriptors + 8, what)
    XCTAssertLessThanOrEqual(last.kilobytes, early.kilobytes + 32 << 10, what)
  }
}

/// What a process takes.
struct AgentSize: CustomStringConvertible {
  let descriptors: Int
  let kilobytes: Int

  init(of pid: pid_t) throws {
    descriptors = try FileManager.default.contentsOfDirectory(atPath: "/proc/\(pid)/fd").count
    let status = try String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8)
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
    kilobytes = line.flatMap { Int($0.filter(\.isNumber)) } ?? 0
  }

  var description: String { "\(descriptors) descriptors \(kilobytes) kB" }
}
