import DataFormats
import Diagnostics
import SystemSupport

/// Collects the keys of documents which are nothing but keys: tables and lists are folders, the
/// members of lists named by their numbers, and every other value is a key's.
struct FileKeys {
  private(set) var diagnostics: [Diagnostic] = []
  private var values: [String: String] = [:]
  /// The most nested folders.
  private static let depthLimit = 128

  /// The keys in any order; of one that occurs twice the last value.
  var pairs: [FileCatalog.Pair] { values.map { FileCatalog.Pair(key: $0.key, value: $0.value) } }

  /// Adds the keys of a text.
  mutating func read(_ file: FileAnswers.File) {
    do throws(DiagnosticError) {
      let root = try DocumentReader.read(file.source, file.format)
      switch root.kind {
      case .table, .null: add(root, at: "", depth: 0)
      default:
        diagnostics.append(FileTable.mismatch("a table of keys", root, file.source))
      }
    } catch {
      diagnostics += error.diagnostics
    }
  }

  private mutating func add(_ node: DocumentNode, at path: String, depth: Int) {
    guard depth < FileKeys.depthLimit else { return }
    switch node.kind {
    case .table(let entries):
      for entry in entries {
        add(entry.value, at: FileKeys.joined(path, entry.key), depth: depth + 1)
      }
    case .array(let nodes):
      for (index, node) in nodes.enumerated() {
        add(node, at: FileKeys.joined(path, String(index)), depth: depth + 1)
      }
    default:
      if let text = FileTable.scalarText(node) { values[path] = text }
    }
  }

  private static func joined(_ folder: String, _ key: String) -> String {
    (FilePath.steps(of: folder) + FilePath.steps(of: key)).joined(separator: "/")
  }
}
