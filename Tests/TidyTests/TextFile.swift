import Foundation
import TestSupport

/// A file of the repository.
struct TextFile {
  /// From the root of the repository, without a slash at the beginning.
  let path: String
  /// The whole text.
  let text: String
  /// The text, line by line.
  let lines: [String]
  /// Swift only: the same lines with comments and the contents of strings blanked out.
  let code: [String]

  /// A file with this text.
  init(path: String, text: String) {
    self.path = path
    self.text = text
    lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    code = path.hasSuffix(".swift") ? CodeBlanker.blank(text) : lines
  }

  /// The name without the folders.
  var name: String { String(path.split(separator: "/").last ?? "") }

  /// Whether the text is there at all; far quicker than looking line by line.
  func contains(_ word: String) -> Bool { strstr(text, word) != nil }

  /// A violation in a line counted from 0.
  func violation(_ index: Int, _ message: String) -> Violation {
    Violation(path: path, line: index + 1, message: message)
  }

  /// All Swift files, without those in folders of build products.
  static let swift = all(endings: ["swift"], in: ["Sources", "Tests", "Package.swift"])
  /// Everything that people write and machines run.
  static let code =
    swift + all(endings: ["c", "h", "sh"], in: ["Sources", "Tests", "templates"])
    + all(
      endings: ["run"], in: [".ci"])

  private static func all(endings: Set<String>, in places: [String]) -> [TextFile] {
    places.flatMap { place -> [TextFile] in
      let root = "\(RepositoryRoot.path)/\(place)"
      guard let inside = FileManager.default.enumerator(atPath: root) else { return [] }
      let names = place.hasSuffix(".swift") ? [""] : inside.compactMap { $0 as? String }.sorted()
      return names.compactMap { name in
        let path = name.isEmpty ? place : "\(place)/\(name)"
        let ending = path.split(whereSeparator: { $0 == "." || $0 == "/" }).last ?? ""
        guard endings.contains(String(ending)),
          let data = FileManager.default.contents(atPath: "\(RepositoryRoot.path)/\(path)")
        else { return nil }
        return TextFile(path: path, text: String(decoding: data, as: UTF8.self))
      }
    }
  }
}
