import Foundation
import Synchronization

/// Sends requests at a steady pace, whatever becomes of them: half of its workers over a connection
/// that they keep, half over a new one each time. A request is never sent twice, so that whatever
/// a careless client would notice is counted.
package final class LoadClient: Sendable {
  private struct State {
    var tally = LoadTally()
    var isStopped = false
    var running = 0
  }

  private let state = Mutex(State())
  private let port: UInt16
  private let period: UInt64

  /// Begins to ask a server at a port of 127.0.0.1, `rate` times in a second.
  package init(port: UInt16, rate: Int, workers: Int = 24) {
    self.port = port
    period = 1_000_000_000 * UInt64(workers) / UInt64(max(1, rate))
    let start = LoadClient.now
    state.withLock { $0.running = workers }
    for number in 0..<workers {
      let first = start + period * UInt64(number) / UInt64(workers)
      let thread = Thread { [self] in
        work(from: first, keepsConnection: number.isMultiple(of: 2))
        state.withLock { $0.running -= 1 }
      }
      thread.stackSize = 256 << 10
      thread.start()
    }
  }

  /// What was seen so far.
  package var tally: LoadTally { state.withLock { $0.tally } }

  /// Ends it and returns what was seen.
  package func stop() async -> LoadTally {
    state.withLock { $0.isStopped = true }
    _ = await eventually { state.withLock { $0.running == 0 } }
    return tally
  }

  private func work(from first: UInt64, keepsConnection: Bool) {
    var due = first
    var connection: LoadConnection?
    while !state.withLock({ $0.isStopped }) {
      LoadClient.wait(until: due)
      due += period
      let isReused = connection != nil
      let current = connection ?? LoadConnection(port: port)
      connection = nil
      let outcome = current?.ask(keepsConnection: keepsConnection) ?? .failed(.refused)
      state.withLock { state in
        switch outcome {
        case .answered: state.tally.answers += 1
        case .failed(let failure): state.tally.fail(failure, isReused: isReused)
        }
      }
      if case .answered(isKept: true) = outcome, keepsConnection { connection = current }
    }
  }

  private static var now: UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }

  /// A request that is late is sent at once: the pace does not follow the server's.
  private static func wait(until due: UInt64) {
    let now = now
    guard now < due else { return }
    var pause = timespec(
      tv_sec: Int((due - now) / 1_000_000_000), tv_nsec: Int((due - now) % 1_000_000_000))
    nanosleep(&pause, nil)
  }
}
