package import Rendering
import Synchronization
package import SystemSupport

/// Files of this machine, with a memory of what was read, so that a later look can tell whether a
/// file has changed since.
package final class RecordingFiles: FileProvider {
  private let files: any FileProvider
  private let read = Mutex<[String: [UInt8]?]>([:])

  /// Records what is read through `files`.
  package init(_ files: any FileProvider = LocalFiles()) { self.files = files }

  /// What was read: the bytes by path, nil where a file could not be read.
  package var contents: [String: [UInt8]?] { read.withLock { $0 } }

  /// All bytes of a file.
  package func contents(of path: String) throws(SystemError) -> [UInt8] {
    do throws(SystemError) {
      let bytes = try files.contents(of: path)
      read.withLock { $0[path] = .some(bytes) }
      return bytes
    } catch {
      read.withLock { $0[path] = .some(nil) }
      throw error
    }
  }

  /// Whether a file that was read has other contents now.
  package static func haveChanged(
    _ contents: [String: [UInt8]?], in files: any FileProvider = LocalFiles()
  ) -> Bool {
    contents.contains { path, known in (try? files.contents(of: path)) != known }
  }
}
