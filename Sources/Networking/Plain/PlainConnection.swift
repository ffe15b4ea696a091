import SystemSupport

/// One connection of the plain client: some hundred bytes while it waits.
///
/// Sendable without proof: used only on the loop's thread.
final class PlainConnection: @unchecked Sendable {
  let descriptor: Int32
  let pool: PlainPool
  /// What it carries; nil while it is unused.
  var transfer: PlainTransfer?
  var parser = AnswerParser()
  /// What has to be sent, and how much of it was.
  var unsent: [UInt8] = []
  var sentCount = 0
  /// Whether it has carried a request before.
  var isReused = false
  var idleSince: Int64 = 0
  var watch = LoopWatch()
  /// What a slow reader has not taken yet.
  var held: Held?

  /// Bytes that were read while nobody wanted them.
  struct Held {
    /// Of the body, for the sink.
    let body: [UInt8]
    /// Not taken apart yet.
    let rest: [UInt8]
  }

  init(descriptor: Int32, pool: PlainPool) {
    self.descriptor = descriptor
    self.pool = pool
  }

  /// What it has to be woken for.
  var wanted: EventLoop.Events { unsent.isEmpty ? .readable : [.readable, .writable] }
}
