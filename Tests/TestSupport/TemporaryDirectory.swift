import Foundation

/// A directory for one test, removed with its last reference.
package final class TemporaryDirectory: Sendable {
  /// The absolute path without links.
  package let path: String

  /// A fresh directory below the system's temporary directory.
  package init() {
    var template = Array("/tmp/trimtab-test-XXXXXX".utf8CString)
    let made = mkdtemp(&template)
    precondition(made != nil, "the temporary directory is writable")
    path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// The path of an entry.
  package func file(_ name: String) -> String { "\(path)/\(name)" }

  /// Writes a text to an entry, in place, and gives its path.
  @discardableResult
  package func write(_ text: String, to name: String) throws -> String {
    let path = file(name)
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    return path
  }

  /// The text of an entry; nil if there is none.
  package func text(_ name: String) -> String? {
    FileManager.default.contents(atPath: file(name)).map { String(decoding: $0, as: UTF8.self) }
  }

  /// The names of all entries, hidden ones too, sorted.
  package var names: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
  }
}
