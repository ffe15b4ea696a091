/// A class of tests that inherits all of them is not found by SwiftPM, and none of them is run.
enum InheritanceRule {
  static func violations(in file: TextFile) -> [Violation] {
    guard file.path.hasPrefix("Tests/") else { return [] }
    return file.code.indices.compactMap { index in
      guard let name = heir(file.code[index]) else { return nil }
      let body = file.code[index...].prefix { $0 != "}" }
      guard !body.contains(where: { $0.contains("func test") }) else { return nil }
      return file.violation(index, "expected a test in `\(name)`, which only inherits some")
    }
  }

  /// The name of a class of tests whose superclass is another one.
  private static func heir(_ line: String) -> Substring? {
    let words = line.split { $0 == " " || $0 == ":" || $0 == "{" || $0 == "," }
    guard let place = words.firstIndex(of: "class"), place + 2 < words.count else { return nil }
    let (name, parent) = (words[place + 1], words[place + 2])
    return name.hasSuffix("Tests") && parent.hasSuffix("Tests") ? name : nil
  }
}
