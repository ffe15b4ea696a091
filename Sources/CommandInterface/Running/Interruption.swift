import SystemSupport

#if canImport(Glibc)
  import Glibc
#endif

/// Ends work that is done once when the user interrupts it: the work is cancelled, so that it can
/// clean up, and then the process dies of the signal, as shells expect.
enum Interruption {
  /// Runs `body`; SIGINT and SIGTERM cancel it.
  static func guarding<Result: Sendable>(
    _ body: @escaping @Sendable () async -> Result
  ) async -> Result {
    guard let listener = try? SignalListener([.interrupt, .terminate]) else { return await body() }
    let work = Task { await body() }
    let watch = Task { () -> SignalName? in
      for await signal in listener.signals {
        work.cancel()
        return signal
      }
      return nil
    }
    let result = await work.value
    listener.stop()
    if let signal = await watch.value { die(of: signal) }
    return result
  }

  /// Ends the process with the default effect of a signal.
  static func die(of signal: SignalName) {
    Glibc.signal(signal.number, SIG_DFL)
    kill(getpid(), signal.number)
  }
}
