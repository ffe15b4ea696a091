#if canImport(Glibc)
  import Glibc
#endif

/// What must be watched to notice every change of some paths, found by following each path through
/// all its directories and links.
struct WatchPlan: Sendable, Equatable {
  /// What matters in a directory.
  struct Interest: Sendable, Equatable {
    /// Entries which are part of a path: they may appear, vanish or be replaced.
    var names: Set<String> = []
    /// Whether every entry matters, its contents too.
    var isWhole = false
  }

  /// Directories by path without links.
  private(set) var directories: [String: Interest] = [:]
  /// Files at the ends of paths, without links in their own paths.
  private(set) var files: Set<String> = []
  /// What is at the ends of paths now, to compare by polling.
  private(set) var ends: [String: FileSystem.Status] = [:]

  private static let linkLimit = 40
  private static let entryLimit = 10_000

  /// Follows the paths.
  init(paths: [String], fileSystem: FileSystem = .real) {
    for path in paths { follow(FilePath.absolute(path), fileSystem, entersDirectory: true) }
  }

  private mutating func follow(
    _ path: String, _ fileSystem: FileSystem, entersDirectory: Bool
  ) {
    var rest = Array(FilePath.steps(of: path).reversed())
    var links = 0
    var current = "/"
    while let component = rest.popLast() {
      if component == ".." {
        current = FilePath.directory(of: current)
        continue
      }
      directories[current, default: Interest()].names.insert(component)
      let next = FilePath.joined(current, component)
      guard let status = (try? fileSystem.linkStatus(next)) ?? nil else { return }
      switch status.kind {
      case .link:
        links += 1
        guard links <= WatchPlan.linkLimit, let target = (try? fileSystem.readLink(next)) ?? nil
        else { return }
        if target.utf8.first == UInt8(ascii: "/") { current = "/" }
        rest += FilePath.steps(of: target).reversed()
      case .directory:
        current = next
      case .file, .other:
        guard rest.isEmpty else { return }
        files.insert(next)
        ends[next] = status
        return
      }
    }
    if entersDirectory { enter(current, fileSystem) }
  }

  private mutating func enter(_ directory: String, _ fileSystem: FileSystem) {
    directories[directory, default: Interest()].isWhole = true
    ends[directory] = (try? fileSystem.status(directory)) ?? nil
    let names = (try? fileSystem.list(directory)) ?? []
    for name in names.prefix(WatchPlan.entryLimit) {
      let entry = FilePath.joined(directory, name)
      guard let status = (try? fileSystem.linkStatus(entry)) ?? nil else { continue }
      ends[entry] = status
      if status.kind == .link { follow(entry, fileSystem, entersDirectory: false) }
    }
  }
}
