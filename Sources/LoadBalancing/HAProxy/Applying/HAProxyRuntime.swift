import SystemSupport

/// Carries out the operations of a plan and makes sure that HAProxy has what they say.
struct HAProxyRuntime: Sendable {
  let socket: RuntimeSocket
  /// How long HAProxy's state may take to become what the commands say: it sets addresses in the
  /// background since 2.9.
  private static let patience = Duration.seconds(3)
  private static let pollInterval = Duration.milliseconds(10)

  /// Adds and changes. Removals are only begun: their servers drain.
  func perform(_ operations: [RuntimeOperation]) async throws(RuntimeError) {
    var commands: [String] = []
    for operation in operations {
      if case .remove(let place) = operation {
        commands.append("set server \(place) state drain")
      } else {
        commands += operation.commands
      }
    }
    try await socket.command(commands)
  }

  /// Reads HAProxy's state until `isReached` has nothing more to say against it; what it says last
  /// is the error.
  func confirm(
    _ objection: (LiveServers) -> String?
  ) async throws(RuntimeError) {
    let deadline = ContinuousClock.now + HAProxyRuntime.patience
    while let objection = objection(try await socket.servers()) {
      guard ContinuousClock.now < deadline else { throw RuntimeError(.disagrees, objection) }
      guard await EventLoop.shared.pause(for: HAProxyRuntime.pollInterval) else {
        throw RuntimeError(.cancelled, "cancelled")
      }
    }
  }

  /// Deletes a server that has drained. False if HAProxy still has connections to it; it is in
  /// maintenance then.
  func delete(_ place: ServerPlace) async throws(RuntimeError) -> Bool {
    do throws(RuntimeError) {
      try await socket.command(["set server \(place) state maint"])
      try await socket.command(["del server \(place)"])
      return true
    } catch  where error.code == .refused {
      // It may be gone: a reload or somebody else was quicker.
      return try await socket.servers()[place.backend, place.server] == nil
    }
  }
}
