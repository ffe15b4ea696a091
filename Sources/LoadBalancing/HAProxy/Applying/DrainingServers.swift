/// Servers which were taken out of work and wait for their last requests to end. Pure: time and
/// counts come in.
struct DrainingServers: Sendable {
  /// One server on its way out.
  struct Entry: Sendable {
    /// The line that it had, for the case that it comes back.
    let server: ServerLine?
    /// When it goes into maintenance even if it is busy.
    let deadline: ContinuousClock.Instant
    /// Whether it is in maintenance and only waits to be deleted.
    var isInMaintenance = false
  }

  private(set) var entries: [ServerPlace: Entry] = [:]

  var isEmpty: Bool { entries.isEmpty }

  /// The lines of draining servers by backend.
  var lines: [Word: [ServerLine]] {
    var lines: [Word: [ServerLine]] = [:]
    for (place, entry) in entries {
      if let server = entry.server { lines[place.backend, default: []].append(server) }
    }
    return lines
  }

  /// Begins to drain; a server that drains already keeps its deadline.
  mutating func add(
    _ place: ServerPlace, _ server: ServerLine?, until deadline: ContinuousClock.Instant
  ) {
    if entries[place] == nil { entries[place] = Entry(server: server, deadline: deadline) }
  }

  /// It works again, or is gone.
  mutating func remove(_ place: ServerPlace) { entries[place] = nil }

  /// A reload leaves no draining servers.
  mutating func removeAll() { entries = [:] }

  /// Those that can be deleted now: idle, or at their deadline.
  func due(
    at now: ContinuousClock.Instant, sessions: [ServerPlace: Int]
  ) -> [ServerPlace] {
    entries.filter { $0.value.deadline <= now || sessions[$0.key, default: 0] == 0 }
      .map(\.key).sorted { $0.description < $1.description }
  }
}
