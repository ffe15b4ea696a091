import Foundation
import TestSupport

/// What Package.swift declares, read as text: asking SwiftPM takes longer than all the rules.
struct PackageManifest {
  /// The file itself.
  let file: TextFile
  /// The targets with the targets they depend on.
  let dependencies: [String: Set<String>]

  /// Reads the manifest of this repository.
  init() throws {
    let path = "\(RepositoryRoot.path)/Package.swift"
    self.init(text: try String(contentsOfFile: path, encoding: .utf8))
  }

  /// Reads the text of a manifest.
  init(text: String) {
    file = TextFile(path: "Package.swift", text: text)
    let pattern =
      #"(?:module|tests|\.(?:executableTarget|systemLibrary|target))\(\s*(?:name:\s*)?"([^"]+)""#
    var found: [String: Set<String>] = [:]
    guard let expression = try? NSRegularExpression(pattern: pattern) else {
      preconditionFailure("the pattern of declarations is valid")
    }
    let whole = NSRange(text.startIndex..., in: text)
    let matches = expression.matches(in: text, range: whole)
    for (index, match) in matches.enumerated() {
      guard let name = Range(match.range(at: 1), in: text) else { continue }
      let end = index + 1 < matches.count ? matches[index + 1].range.location : whole.length
      let begin = match.range.location + match.range.length
      guard let rest = Range(NSRange(begin..<end), in: text) else { continue }
      found[String(text[name])] = Self.names(in: text[rest])
    }
    dependencies = found
  }

  /// The strings of the first list, unless the declaration has none of dependencies.
  private static func names(in declaration: Substring) -> Set<String> {
    guard !declaration.contains("pkgConfig"), let open = declaration.firstIndex(of: "["),
      let close = declaration[open...].firstIndex(of: "]")
    else { return [] }
    let quoted = declaration[open..<close].split(separator: "\"", omittingEmptySubsequences: false)
    return Set(quoted.enumerated().filter { $0.offset % 2 == 1 }.map { String($0.element) })
  }
}
