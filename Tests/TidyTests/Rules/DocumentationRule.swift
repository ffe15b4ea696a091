import Foundation

/// Everything that other targets use says what it promises.
enum DocumentationRule {
  private static let modifiers: Set<Substring> = [
    "final", "static", "nonisolated", "mutating", "indirect", "override", "class",
  ]

  static func violations(in file: TextFile) -> [Violation] {
    guard file.path.hasPrefix("Sources/") || file.path.hasPrefix("Tests/TestSupport/") else {
      return []
    }
    return file.code.indices.compactMap { index in
      guard let declaration = packageDeclaration(file.code[index]),
        !isPlainSetting(declaration, file), !isDocumented(index, file)
      else { return nil }
      return file.violation(index, "expected a `///` comment before `\(declaration)`")
    }
  }

  /// `package func name` for a line that declares something for the other targets.
  private static func packageDeclaration(_ line: String) -> String? {
    guard strstr(line, "package") != nil else { return nil }
    var words = line.split(whereSeparator: \.isWhitespace)[...]
    while let word = words.first, word.hasPrefix("@") || modifiers.contains(word) {
      words = words.dropFirst()
    }
    guard let first = words.first, first == "package" || first == "package(set)",
      let kind = words.dropFirst().first, kind != "import", kind != "extension"
    else { return nil }
    return words.prefix(3).joined(separator: " ")
  }

  /// The names of plain settings say it all, and the reference documents them.
  private static func isPlainSetting(_ declaration: String, _ file: TextFile) -> Bool {
    let kind = declaration.split(separator: " ").dropFirst().first
    return file.path.contains("/Settings/") && (kind == "var" || kind == "let" || kind == "init")
  }

  private static func isProperty(_ index: Int, _ file: TextFile) -> Bool {
    isOneLineProperty(file.lines[index].drop(while: \.isWhitespace))
  }

  /// Properties in a row share the comment of the first, and those at the beginning of a type
  /// the comment of the type.
  private static func isOneLineProperty(_ text: Substring) -> Bool {
    (text.hasPrefix("package var ") || text.hasPrefix("package let ")) && !text.contains("{")
  }

  private static func isTypeOpening(_ text: Substring) -> Bool {
    text.hasPrefix("package struct ") && text.hasSuffix("{")
  }

  private static func isDocumented(_ index: Int, _ file: TextFile) -> Bool {
    for line in file.lines[..<index].reversed() {
      let text = line.drop(while: \.isWhitespace)
      if text.hasPrefix("///") { return true }
      guard
        text.hasPrefix("@") || text.hasPrefix("//") || text.hasPrefix("#if")
          || isProperty(index, file) && (isOneLineProperty(text) || isTypeOpening(text))
      else { return false }
    }
    return false
  }
}
