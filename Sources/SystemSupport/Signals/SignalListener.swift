import CSystem
import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// Receives signals as values. While at least one listener wants a signal, it has no other effect
/// on the process; afterwards it has its default effect again.
package final class SignalListener: Sendable {
  /// The signals, in the order of arrival. One that waits to be taken stands for all that are like
  /// it, as in the kernel. Ends with `stop`.
  package let signals: AsyncMapSequence<AsyncStream<SignalName>, SignalName>

  private let mailbox: SignalMailbox
  private let number: Int

  /// Starts to receive signals. Those that cannot be caught (`SIGKILL`, `SIGSTOP`) are an error.
  package init(_ wanted: Set<SignalName>) throws(SystemError) {
    let (stream, continuation) = AsyncStream<SignalName>.makeStream()
    let mailbox = SignalMailbox(continuation)
    self.mailbox = mailbox
    signals = stream.map { signal in
      mailbox.taken(signal)
      return signal
    }
    number = try SignalDispatcher.shared.add(wanted, mailbox)
  }

  deinit { stop() }

  /// Stops receiving. A second call does nothing.
  package func stop() {
    SignalDispatcher.shared.remove(number)
    mailbox.end()
  }
}

/// The signals that a listener has not taken yet: no more than there are names, so that a flood of
/// one sort (children that end) can drive out no other.
private final class SignalMailbox: Sendable {
  private let waiting = Mutex<Set<SignalName>>([])
  private let continuation: AsyncStream<SignalName>.Continuation

  init(_ continuation: AsyncStream<SignalName>.Continuation) { self.continuation = continuation }

  func put(_ signal: SignalName) {
    if waiting.withLock({ $0.insert(signal).inserted }) { continuation.yield(signal) }
  }

  func taken(_ signal: SignalName) { _ = waiting.withLock { $0.remove(signal) } }

  func end() { continuation.finish() }
}

/// Hands the bytes of the signal pipe to the listeners.
private final class SignalDispatcher: Sendable {
  static let shared = SignalDispatcher()

  private struct Listener {
    let wanted: Set<SignalName>
    let mailbox: SignalMailbox
  }

  private struct State {
    var isReading = false
    var nextNumber = 0
    var listeners: [Int: Listener] = [:]
  }

  private let state = Mutex(State())

  func add(
    _ wanted: Set<SignalName>, _ mailbox: SignalMailbox
  ) throws(SystemError) -> Int {
    try startReading()
    let number = state.withLock { state in
      state.nextNumber += 1
      state.listeners[state.nextNumber] = Listener(wanted: wanted, mailbox: mailbox)
      return state.nextNumber
    }
    for signal in wanted {
      let code = cs_signal_catch(signal.number)
      guard code == 0 else {
        remove(number)
        throw SystemError(errno: -code, what: "catch \(signal)")
      }
    }
    return number
  }

  func remove(_ number: Int) {
    state.withLock { state in
      guard let old = state.listeners.removeValue(forKey: number) else { return }
      for signal in old.wanted
      where !state.listeners.values.contains(where: { $0.wanted.contains(signal) }) {
        _ = cs_signal_default(signal.number)
      }
    }
  }

  private func startReading() throws(SystemError) {
    let isFirst = state.withLock { state in
      defer { state.isReading = true }
      return !state.isReading
    }
    guard isFirst else { return }
    let pipe = cs_signal_pipe()
    do throws(SystemError) {
      guard pipe >= 0 else { throw SystemError(errno: -pipe, what: "open the signal pipe") }
      _ = try EventLoop.shared.add(pipe, .readable) { [self] _ in deliver(from: pipe) }
    } catch {
      state.withLock { $0.isReading = false }
      throw error
    }
  }

  private func deliver(from pipe: Int32) {
    var bytes = [UInt8](repeating: 0, count: 256)
    let count = read(pipe, &bytes, bytes.count)
    guard count > 0 else { return }
    let listeners = state.withLock { Array($0.listeners.values) }
    for byte in bytes[..<count] {
      let signal = SignalName(number: Int32(byte))
      for listener in listeners where listener.wanted.contains(signal) {
        listener.mailbox.put(signal)
      }
    }
  }
}
