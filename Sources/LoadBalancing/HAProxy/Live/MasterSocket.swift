import Networking
import SystemSupport

/// The command line of HAProxy's master process.
struct MasterSocket: Sendable {
  let address: SocketAddress
  /// How long a reload may take.
  let timeout: Duration
  private static let pollInterval = Duration.milliseconds(20)

  /// What the master says of its processes.
  func processes(
    within limit: Duration = .seconds(5)
  ) async throws(RuntimeError) -> MasterProcesses {
    let answer = try await ask("show proc", timeout: limit)
    guard var processes = MasterProcesses(answer) else {
      throw RuntimeError(.nonsense, "`\(address)` does not answer `show proc` as a master does")
    }
    processes.forgetEnded(children: ProcessTree.children(of: processes.master))
    return processes
  }

  /// Reloads; returns the new worker's process id and what HAProxy said. `.refused` means that the
  /// old worker goes on with the old configuration.
  func reload() async throws(RuntimeError) -> (worker: Int32?, output: String) {
    let before = try await processes()
    let answer: [UInt8]
    do throws(RuntimeError) {
      answer = try await ask("reload", timeout: timeout)
    } catch  where error.code == .unreachable {
      // Versions before 2.7 replace themselves without an answer.
      answer = []
    }
    let text = String(decoding: answer, as: UTF8.self)
    if text.hasPrefix("Success=0") { throw RuntimeError(.refused, MasterSocket.log(of: text)) }
    let after = try await settled(since: before)
    return (after.workers.first, MasterSocket.log(of: text))
  }

  /// Waits until the master has another worker than before, or says that it failed.
  func settled(since before: MasterProcesses) async throws(RuntimeError) -> MasterProcesses {
    let deadline = ContinuousClock.now + timeout
    while true {
      // While the master replaces itself nobody answers for some milliseconds.
      if let now = try? await processes() {
        if let worker = now.workers.first, !before.workers.contains(worker) { return now }
        if now.failures > before.failures {
          throw RuntimeError(
            .refused, "the master could not load the configuration; why is in HAProxy's own log")
        }
      }
      guard ContinuousClock.now < deadline else {
        throw RuntimeError(.disagrees, "the master has no new worker after \(timeout)")
      }
      guard await EventLoop.shared.pause(for: MasterSocket.pollInterval) else {
        throw RuntimeError(.cancelled, "cancelled")
      }
    }
  }

  private func ask(_ command: String, timeout: Duration) async throws(RuntimeError) -> [UInt8] {
    do throws(SocketError) {
      return try await SocketExchange.run(
        Array("\(command)\n".utf8), at: address, timeout: timeout)
    } catch {
      throw RuntimeError(error)
    }
  }

  /// What stands below `Success=0` and `--`.
  private static func log(of text: String) -> String {
    let lines = text.split(separator: "\n").filter { $0 != "--" && !$0.hasPrefix("Success=") }
    return lines.joined(separator: "\n")
  }
}

/// What `show proc` says.
struct MasterProcesses: Equatable, Sendable {
  /// The master's own number.
  private(set) var master: Int32 = 0
  /// How often the master reloaded.
  private(set) var reloads = 0
  /// How often that failed in a row, as far as the version counts.
  private(set) var failures = 0
  /// The workers of the newest configuration.
  private(set) var workers: [Int32] = []
  /// Workers that finish what they began.
  var oldWorkers: [Int32] { old.map(\.process) }
  /// How long the first of them has been there.
  var oldest: Duration? { old.compactMap(\.age).max() }
  private var old: [Old] = []

  private struct Old: Equatable {
    let process: Int32
    let age: Duration?
  }

  /// Reads a table of `PID TYPE RELOADS ...` with headings. Nil if it has no master.
  init?(_ answer: [UInt8]) {
    var isOld = false
    var hasMaster = false
    for line in String(decoding: answer, as: UTF8.self).split(separator: "\n") {
      if line.hasPrefix("#") {
        isOld = line.hasPrefix("# old")
        continue
      }
      let fields = line.split(whereSeparator: \.isWhitespace)
      guard fields.count > 2, let process = Int32(fields[0]) else { continue }
      switch fields[1] {
      case "master":
        hasMaster = true
        master = process
        reloads = Int(fields[2]) ?? 0
        if fields.count > 4, fields[3] == "[failed:" {
          failures = Int(fields[4].dropLast()) ?? 0
        }
      case "worker" where isOld:
        let age = fields.count > 3 ? MasterProcesses.age(fields[3]) : nil
        old.append(Old(process: process, age: age))
      case "worker": workers.append(process)
      default: break
      }
    }
    guard hasMaster else { return nil }
  }

  /// Leaves out old workers that are no children of the master any more. One that ends while the
  /// master replaces itself may stay in the table for ever, which HAProxy 3.0 does after a reload
  /// that failed.
  mutating func forgetEnded(children: Set<Int32>) {
    // In another namespace of processes the numbers mean others, or nobody.
    guard !children.isDisjoint(with: workers + oldWorkers) else { return }
    old.removeAll { !children.contains($0.process) }
  }

  /// Reads `1d02h03m04s`.
  private static func age(_ text: Substring) -> Duration? {
    var (seconds, number) = (0, "")
    for character in text {
      let unit: Int
      switch character {
      case "d": unit = 86_400
      case "h": unit = 3600
      case "m": unit = 60
      case "s": unit = 1
      default:
        number.append(character)
        continue
      }
      guard let count = Int(number), count < 1_000_000 else { return nil }
      seconds += count * unit
      number = ""
    }
    return number.isEmpty ? .seconds(seconds) : nil
  }
}
