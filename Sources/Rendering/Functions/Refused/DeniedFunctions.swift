import TemplateLanguage
import Values

#if canImport(Glibc)
  import Glibc
#endif

/// Functions that a configuration does not let a template call.
enum DeniedFunctions {
  /// The table, where functions whose names fit one of the shell's patterns fail.
  static func table(_ table: FunctionTable, denying patterns: [String]) -> FunctionTable {
    guard !patterns.isEmpty else { return table }
    let names = table.names.filter { name in patterns.contains { fnmatch($0, name, 0) == 0 } }
    return table.merging(FunctionTable(names.map(denied)))
  }

  private static func denied(_ name: String) -> TemplateFunction {
    TemplateFunction(name, [.any], variadic: true) { _, _ throws(ValueError) in
      throw ValueError("the function `\(name)` is disabled by the configuration")
    }
  }
}
