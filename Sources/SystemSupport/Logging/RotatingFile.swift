import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// A file of messages that is begun anew when it is large or old: `NAME-NANOSECONDS.END`, where
/// `NAME.END` is the path. What cannot be written is lost: a log must not stop the work.
package final class RotatingFile: Sendable {
  /// When another file is begun, and how many are kept.
  package struct Limits: Sendable {
    /// The size in bytes after which it is; zero for any.
    package var bytes = 0
    /// The age after which it is; zero for any.
    package var age = Duration.zero
    /// How many older files are kept; zero keeps all, less than zero none.
    package var files = 0

    /// One file for ever.
    package init() {}
  }

  private struct State {
    var descriptor: Int32 = -1
    var size = 0
    var begun = ContinuousClock.now
  }

  private static let mode: mode_t = 0o640

  private let directory: String
  private let stem: String
  private let ending: String
  private let limits: Limits
  private let state = Mutex(State())

  /// Opens the first file.
  package init(path: String, limits: Limits) throws(SystemError) {
    directory = FilePath.directory(of: path)
    let name = path.split(separator: "/").last.map(String.init) ?? "log"
    let dot = name.lastIndex(of: ".").flatMap { $0 == name.startIndex ? nil : $0 }
    stem = dot.map { String(name[..<$0]) } ?? name
    ending = dot.map { String(name[$0...]) } ?? ""
    self.limits = limits
    let descriptor = try open()
    state.withLock { $0.descriptor = descriptor }
    prune()
  }

  deinit { state.withLock { _ = close($0.descriptor) } }

  /// Writes a line.
  package func write(_ line: String) {
    state.withLock { state in
      if isOver(state), let next = try? open() {
        close(state.descriptor)
        state = State(descriptor: next)
        prune()
      }
      var line = line
      let written = line.withUTF8 { Glibc.write(state.descriptor, $0.baseAddress, $0.count) }
      state.size += max(0, written)
    }
  }

  private func isOver(_ state: State) -> Bool {
    (limits.bytes > 0 && state.size >= limits.bytes)
      || (limits.age > .zero && ContinuousClock.now - state.begun >= limits.age)
  }

  private func open() throws(SystemError) -> Int32 {
    let time = WallClock.nanosecondsSince1970
    let path = FilePath.joined(directory, "\(stem)-\(time)\(ending)")
    let flags = O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC
    let descriptor = Glibc.open(path, flags, RotatingFile.mode)
    guard descriptor >= 0 else { throw .last("open `\(path)`") }
    return descriptor
  }

  /// Removes the oldest files beyond those that are kept. The times in their names have the same
  /// length, so that their order is that of the names.
  private func prune() {
    guard limits.files != 0, let names = try? FileSystem.real.list(directory) else { return }
    let ours = names.filter { name in
      name.hasPrefix("\(stem)-") && name.hasSuffix(ending)
        && name.dropFirst(stem.count + 1).dropLast(ending.count).allSatisfy(\.isNumber)
    }
    for name in ours.dropLast(1 + max(0, limits.files)) {
      _ = try? FileSystem.real.unlink(FilePath.joined(directory, name))
    }
  }
}
