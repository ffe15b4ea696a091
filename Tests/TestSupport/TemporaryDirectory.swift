import Foundation

/// A folder of its own, removed with everything in it when the last reference goes.
///
/// Its path is short, because the path of a unix socket has room for 107 bytes.
package final class TemporaryDirectory: Sendable {
  /// The absolute path without links, without a slash at the end.
  package let path: String

  /// Makes the folder under `/tmp`.
  package init() throws {
    var template = Array("/tmp/trimtab-XXXXXX".utf8CString)
    let made = template.withUnsafeMutableBufferPointer { buffer -> String? in
      guard let base = buffer.baseAddress, mkdtemp(base) != nil else { return nil }
      return String(cString: base)
    }
    guard let made else {
      throw TestSupportError("cannot make a folder in `/tmp`: \(String(cString: strerror(errno)))")
    }
    path = made
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// A fresh folder, for the properties of test cases, which cannot throw.
  package static var fresh: TemporaryDirectory {
    do {
      return try TemporaryDirectory()
    } catch {
      preconditionFailure("the folder for temporary files is writable: \(error)")
    }
  }

  /// The path of something in the folder.
  package func file(_ name: String) -> String { "\(path)/\(name)" }

  /// Writes a file in place, with the folders on its way, and returns its path.
  @discardableResult
  package func write(_ text: String, to name: String) throws -> String {
    let target = file(name)
    let folder = (target as NSString).deletingLastPathComponent
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true)
    try Data(text.utf8).write(to: URL(fileURLWithPath: target))
    return target
  }

  /// Replaces a file in one step, so that nobody sees it half written.
  package func replace(_ name: String, with text: String) throws {
    let fresh = try write(text, to: "\(name).fresh")
    guard rename(fresh, file(name)) == 0 else {
      throw TestSupportError("cannot rename `\(fresh)`: \(String(cString: strerror(errno)))")
    }
  }

  /// The text of a file; nil when there is none.
  package func text(_ name: String) -> String? {
    FileManager.default.contents(atPath: file(name)).map { String(decoding: $0, as: UTF8.self) }
  }

  /// The names of all entries, hidden ones too, sorted.
  package var names: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
  }
}
