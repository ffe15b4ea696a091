/// Lines, functions and files stay small enough to be read at once.
enum SizeRule {
  static let columns = 100
  static let functionLines = 70
  static let fileLines = 600
  static let longFileLines = 400

  /// Lines that are too long, and a file that is too long.
  static func violations(in file: TextFile) -> [Violation] {
    var found: [Violation] = []
    for (index, line) in file.lines.enumerated() where line.utf8.count > columns {
      guard line.count > columns else { continue }
      found.append(file.violation(index, "expected up to \(columns) columns, found \(line.count)"))
    }
    if file.lines.count > fileLines + 1 {
      found.append(file.violation(fileLines, "expected up to \(fileLines) lines in a file"))
    }
    guard file.path.hasSuffix(".swift") else { return found }
    return found + longFunctions(in: file)
  }

  private static func longFunctions(in file: TextFile) -> [Violation] {
    FunctionScanner.functions(in: file.code).compactMap { function in
      guard function.lines.count > functionLines else { return nil }
      return file.violation(
        function.lines.lowerBound,
        "expected up to \(functionLines) lines in a function, found \(function.lines.count)")
    }
  }
}
