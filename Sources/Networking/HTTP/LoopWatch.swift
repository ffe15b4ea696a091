import SystemSupport

/// How the loop watches one descriptor, if it does. Used only on the loop's thread.
struct LoopWatch {
  private var current: (token: EventLoop.Token, events: EventLoop.Events)?

  var isOn: Bool { current != nil }

  /// Watches the descriptor for these events from now on. Throws the errno of epoll.
  mutating func set(
    _ loop: EventLoop, _ descriptor: Int32, _ events: EventLoop.Events,
    handler: @escaping EventLoop.Handler
  ) throws(SystemError) {
    guard let known = current else {
      current = (try loop.add(descriptor, events, handler: handler), events)
      return
    }
    guard known.events != events else { return }
    loop.modify(known.token, events)
    current = (known.token, events)
  }

  /// Stops watching: the end of a connection is reported whether asked for or not. To be called
  /// before the descriptor is closed.
  mutating func remove(_ loop: EventLoop) {
    if let current { loop.remove(current.token) }
    current = nil
  }
}
