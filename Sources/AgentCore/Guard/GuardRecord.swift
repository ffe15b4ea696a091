import SystemSupport

/// What a resource's guard believes and holds, on disk: a restart goes on where the last run was.
///
/// A file that is damaged counts as absent; then the installed file alone decides what is held.
struct GuardRecord: Sendable {
  /// What is kept of one query.
  struct Entry: Equatable, Sendable {
    /// The number of entries believed last.
    var accepted: Int?
    /// The number of entries held back.
    var heldCount: Int?
    /// Since when it is held, in seconds since 1970.
    var since: Int64
  }

  private static let heading = "trimtab guard 1"
  private static let limit = 4 << 20

  /// The file.
  let path: String

  /// The entries by the texts of their queries.
  func read() -> [String: Entry] {
    guard let bytes = try? FileSystem.real.read(path, limit: GuardRecord.limit) else { return [:] }
    var lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")[...]
    guard lines.popFirst() == GuardRecord.heading[...], lines.popLast() == "end" else { return [:] }
    var entries: [String: Entry] = [:]
    for line in lines {
      let parts = line.split(separator: " ", maxSplits: 3)
      guard parts.count == 4, let since = Int64(parts[2]) else { return [:] }
      entries[String(parts[3])] = Entry(
        accepted: Int(parts[0]), heldCount: Int(parts[1]), since: since)
    }
    return entries
  }

  /// Replaces the entries.
  func write(_ entries: [String: Entry]) throws(SystemError) {
    var text = GuardRecord.heading + "\n"
    for (query, entry) in entries.sorted(by: { $0.key < $1.key }) where !query.contains("\n") {
      let accepted = entry.accepted.map(String.init) ?? "-"
      let held = entry.heldCount.map(String.init) ?? "-"
      text += "\(accepted) \(held) \(entry.since) \(query)\n"
    }
    var target = AtomicFile.Target(path: path)
    target.mode = 0o600
    target.createsDirectories = true
    _ = try AtomicFile(target).stage(Array((text + "end\n").utf8)).commit()
  }
}
