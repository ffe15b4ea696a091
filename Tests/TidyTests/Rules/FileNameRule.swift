/// One main type per file, which bears its name; and no file that nothing builds.
enum FileNameRule {
  private static let kinds: Set<Substring> = [
    "struct", "class", "enum", "actor", "protocol", "extension", "typealias", "func",
  ]

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
    let words = base.contains("+") ? "an extension of `\(main)`" : "`\(main)`"
    let names = declarations.map { $0.lowercased() }
    guard !names.contains(main.lowercased()) else { return [] }
    return [file.violation(0, "expected \(words) in a file of this name, found \(declarations)")]
  }

  /// The names of the declarations that begin in the first column.
  private static func topLevel(_ file: TextFile) -> [String] {
    file.code.compactMap { line in
      guard line.first?.isLetter == true || line.first == "@" else { return nil }
      let words = line.split { !($0.isLetter || $0.isNumber || $0 == "_" || $0 == ".") }
      guard let kind = words.firstIndex(where: kinds.contains), kind + 1 < words.count else {
        return nil
      }
      return words[kind + 1].split(separator: ".").last.map(String.init)
    }
  }
}
