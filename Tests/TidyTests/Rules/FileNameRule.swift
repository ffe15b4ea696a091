/// One main type per file, which bears its name; and no file that nothing builds.
///
/// A family of small types may share a file with a collective name, and so may extensions of
/// several types with one subject.
enum FileNameRule {
  static let familyMemberLines = 170

  private static let kinds: Set<Substring> = [
    "struct", "class", "enum", "actor", "protocol", "extension", "typealias", "func", "var", "let",
  ]

  /// A declaration in the first column.
  private struct Declaration {
    let kind: Substring
    let name: String
    let lines: Range<Int>
  }

  static func violations(in file: TextFile, of package: PackageManifest) -> [Violation] {
    let parts = file.path.split(separator: "/").map(String.init)
    guard parts.count > 1 else { return [] }
    guard package.dependencies[parts[1]] != nil else {
      return [file.violation(0, "no target builds this file")]
    }
    let declarations = topLevel(file)
    guard !declarations.isEmpty else { return [file.violation(0, "this file declares nothing")] }
    let base = file.name.dropLast(".swift".count)
    let main = base.split(separator: "+").first ?? base
    let isNamed = declarations.contains { $0.name.lowercased() == main.lowercased() }
    if !isNamed, base.contains("+") || Set(declarations.map(\.name)).count == 1 {
      let found =
        "found \(Set(declarations.map { "`\($0.name)`" }).sorted().joined(separator: " "))"
      return [file.violation(0, "expected `\(main)` in a file of this name, \(found)")]
    }
    let types = declarations.filter { $0.kind != "extension" && $0.kind != "func" }
    return types.compactMap { type in
      guard type.name != main, type.lines.count > familyMemberLines else { return nil }
      return file.violation(
        type.lines.lowerBound, "`\(type.name)` has \(type.lines.count) lines: give it a file")
    }
  }

  private static func topLevel(_ file: TextFile) -> [Declaration] {
    var condition = 0
    var starts: [(line: Int, kind: Substring, name: String)] = []
    for (index, line) in file.code.enumerated() where condition > 0 || line.first != " " {
      let text = line.drop { $0 == " " }
      if text.hasPrefix("#if") { condition += 1 }
      if text.hasPrefix("#endif") { condition -= 1 }
      guard line.utf8.count - text.utf8.count <= 2 * condition, !text.contains("import "),
        let (kind, name) = declaration(text)
      else { continue }
      starts.append((index, kind, name))
    }
    return starts.enumerated().map { position, start in
      let end = position + 1 < starts.count ? starts[position + 1].line : file.code.count
      return Declaration(kind: start.kind, name: start.name, lines: start.line..<end)
    }
  }

  private static func declaration(_ text: Substring) -> (Substring, String)? {
    guard text.first?.isLetter == true || text.first == "@" else { return nil }
    let words = text.split { !($0.isLetter || $0.isNumber || $0 == "_" || $0 == ".") }
    guard let kind = words.firstIndex(where: kinds.contains), kind + 1 < words.count,
      let name = words[kind + 1].split(separator: ".").last
    else { return nil }
    return (words[kind], String(name))
  }
}
