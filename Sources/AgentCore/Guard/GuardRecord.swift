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
  /// No registry has more entries; a larger number is damage.
  private static let largestCount = 1 << 40

  /// The file.
  let path: String

  /// Cleans up after a run that was killed while it wrote.
  func removeLeftovers() { _ = try? file.removeLeftovers() }

  private var file: AtomicFile {
    var target = AtomicFile.Target(path: path)
    target.mode = 0o600
    target.createsDirectories = true
    return AtomicFile(target)
  }

  /// The entries by the texts of their queries.
  func read() -> [String: Entry] {
    guard let bytes = try? FileSystem.real.read(path, limit: GuardRecord.limit) else { return [:] }
    var lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")[...]
    guard lines.popFirst() == GuardRecord.heading[...], lines.popLast() == "end" else { return [:] }
    var entries: [String: Entry] = [:]
    for line in lines {
      let parts = line.split(separator: " ", maxSplits: 3)
      guard parts.count == 4, let since = Int64(parts[2]), since >= 0 else { return [:] }
      let counts = parts[..<2].map { Int($0) }
      guard counts.allSatisfy({ (0...GuardRecord.largestCount).contains($0 ?? 0) }) else {
        return [:]
      }
      entries[String(parts[3])] = Entry(accepted: counts[0], heldCount: counts[1], since: since)
    }
    return entries
  }

  /// Forgets everything: without a guard, what an earlier one believed becomes wrong unnoticed.
  func remove() { _ = try? FileSystem.real.unlink(path) }

  /// Replaces the entries.
  func write(_ entries: [String: Entry]) throws(SystemError) {
    var text = GuardRecord.heading + "\n"
    for (query, entry) in entries.sorted(by: { $0.key < $1.key }) where !query.contains("\n") {
      let accepted = entry.accepted.map(String.init) ?? "-"
      let held = entry.heldCount.map(String.init) ?? "-"
      text += "\(accepted) \(held) \(entry.since) \(query)\n"
    }
    _ = try file.stage(Array((text + "end\n").utf8)).commit()
  }
}
