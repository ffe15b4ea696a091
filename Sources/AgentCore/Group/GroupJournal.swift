import AgentConfiguration
import SystemSupport

/// The persisted fact that a group's files, which its check accepted together, are being replaced.
///
/// It is written before the first file is replaced and removed after the last, so that a crash
/// between two of them leaves no mixture: the next start completes what is staged.
struct GroupJournal: Sendable {
  /// One file: what was staged, and where it belongs.
  struct Entry: Equatable, Sendable {
    let staged: String
    let destination: String
  }

  /// Where the journal lies.
  let path: String
  private let fileSystem: FileSystem
  private static let heading = "trimtab group 1"

  /// The journal of a group, in the state directory or beside its main file.
  init(_ group: GroupSettings, stateDirectory: String?, fileSystem: FileSystem = .real) {
    let folder = stateDirectory ?? FilePath.directory(of: group.main)
    var safe = String(group.name.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
    if safe != group.name {
      safe += "~" + String(ContentDigest.of(Array(group.name.utf8)), radix: 16)
    }
    path = "\(folder)/.\(safe).trimtab-group"
    self.fileSystem = fileSystem
  }

  /// Makes it durable.
  func write(_ entries: [Entry]) throws(SystemError) {
    let lines = entries.map { "\($0.staged)\u{0}\($0.destination)\n" }
    let text = "\(GroupJournal.heading)\n\(lines.joined())end\n"
    _ = try file.stage(Array(text.utf8)).commit()
  }

  private var file: AtomicFile {
    var target = AtomicFile.Target(path: path)
    target.mode = 0o600
    return AtomicFile(target, fileSystem: fileSystem)
  }

  /// What was being replaced; empty if nothing was, or the journal is damaged.
  func read() -> [Entry] {
    guard let bytes = try? fileSystem.read(path, limit: 1 << 20) else { return [] }
    let lines = bytes.split(separator: 0x0A).map { String(decoding: $0, as: UTF8.self) }
    guard lines.first == GroupJournal.heading, lines.last == "end" else { return [] }
    return lines.dropFirst().dropLast().compactMap { line in
      let parts = line.split(separator: "\u{0}", omittingEmptySubsequences: false)
      return parts.count == 2
        ? Entry(staged: String(parts[0]), destination: String(parts[1])) : nil
    }
  }

  /// All is done.
  func remove() { _ = try? fileSystem.unlink(path) }

  /// Completes what an earlier run began. Returns the destinations that were replaced.
  func complete(_ files: [String: AtomicFile]) throws(SystemError) -> [String] {
    _ = try? file.removeLeftovers()
    var completed: [String] = []
    for entry in read() {
      guard let file = files[entry.destination], fileSystem.exists(entry.staged) else { continue }
      _ = try file.stage(try fileSystem.read(entry.staged)).commit()
      completed.append(entry.destination)
    }
    remove()
    return completed
  }
}
