package import Rendering
import Synchronization
package import SystemSupport

/// Files of this machine, with a memory of what was read, so that a later look can tell whether a
/// file has changed since.
package final class RecordingFiles: FileProvider {
  /// What was seen.
  package struct Memory: Sendable {
    /// The bytes by path, nil where a file could not be read.
    package fileprivate(set) var contents: [String: [UInt8]?] = [:]
    /// Whether something was there, of paths whose contents do not matter.
    package fileprivate(set) var existence: [String: Bool] = [:]
    /// The paths of those that belong to the configuration.
    package fileprivate(set) var configuration: Set<String> = []

    /// Nothing seen.
    package init() {}

    /// Whether a file that was seen is another one now.
    package func isOutdated(in files: any FileProvider = LocalFiles()) -> Bool {
      existence.contains { path, known in files.exists(path) != known }
        || contents.contains { path, known in (try? files.contents(of: path)) != known }
    }
  }

  private let files: any FileProvider
  private let seen = Mutex(Memory())

  /// Records what is read through `files`.
  package init(_ files: any FileProvider = LocalFiles()) { self.files = files }

  /// What was seen so far.
  package var memory: Memory { seen.withLock { $0 } }

  /// All bytes of a file.
  package func contents(of path: String) throws(SystemError) -> [UInt8] {
    do throws(SystemError) {
      let bytes = try files.contents(of: path)
      seen.withLock { $0.contents[path] = .some(bytes) }
      return bytes
    } catch {
      seen.withLock { $0.contents[path] = .some(nil) }
      throw error
    }
  }

  /// All bytes of a file of the configuration.
  package func configuration(at path: String) throws(SystemError) -> [UInt8] {
    seen.withLock { _ = $0.configuration.insert(path) }
    return try contents(of: path)
  }

  /// Whether there is a file, folder or other thing of that name.
  package func exists(_ path: String) -> Bool {
    let isThere = files.exists(path)
    seen.withLock { $0.existence[path] = isThere }
    return isThere
  }

  /// What the path leads to.
  package func resolved(_ path: String) -> String? { files.resolved(path) }
}
