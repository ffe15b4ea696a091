import Rendering
import Synchronization
import SystemSupport
import Values

#if canImport(Glibc)
  import Glibc
#endif

/// The files of a recording. Where it says nothing of files, and for those of the
/// configuration, this machine's.
final class ReplayFiles: FileProvider {
  private let files: [Bytes: Recording.File]?
  private let machine = LocalFiles()
  private let unknown = Mutex<[String]>([])

  init(_ recording: Recording) { files = recording.files }

  /// The paths that were asked for and are not in the recording, each once.
  var unrecorded: [String] { unknown.withLock { $0 } }

  /// What is recorded has no links, and was judged when it was.
  func resolved(_ path: String) -> String? { files == nil ? machine.resolved(path) : nil }

  func contents(of path: String) throws(SystemError) -> [UInt8] {
    guard files != nil else { return try machine.contents(of: path) }
    switch file(path) {
    case .contents(let bytes)?: return bytes.storage
    case .exists?: throw SystemError(errno: EISDIR, what: "read `\(path)` as a regular file")
    case .missing?, nil: throw SystemError(errno: ENOENT, what: "open `\(path)`")
    }
  }

  func configuration(at path: String) throws(SystemError) -> [UInt8] {
    try machine.contents(of: path)
  }

  func exists(_ path: String) -> Bool {
    guard files != nil else { return machine.exists(path) }
    switch file(path) {
    case .contents?, .exists?: return true
    case .missing?, nil: return false
    }
  }

  private func file(_ path: String) -> Recording.File? {
    let file = files?[Bytes(path)]
    if file == nil {
      unknown.withLock { unknown in
        if !unknown.contains(path) { unknown.append(path) }
      }
    }
    return file
  }
}
