import Foundation

/// Imports go downwards only. An undeclared import of a transitive target compiles silently, so
/// the compiler does not see to this.
enum LayeringRule {
  /// What each target may import, besides `systemModules`.
  static let allowed: [String: Set<String>] = {
    let base: Set<String> = ["Values", "Diagnostics", "SystemSupport"]
    let below = base.union(["TemplateLanguage", "DataFormats", "RegistryCore"])
    let core = below.union([
      "Rendering", "LoadBalancing", "Registries", "AgentConfiguration", "Networking",
      "ProcessControl",
    ])
    return [
      "trimtab": ["CommandInterface"],
      "CommandInterface": core.union(["AgentCore"]),
      "AgentCore": core,
      "LoadBalancing": ["ProcessControl", "Networking", "SystemSupport"],
      "Rendering": below.union(["CPCRE2", "CCrypto"]),
      "AgentConfiguration": base.union(["DataFormats"]),
      "Registries": base.union(["RegistryCore", "Networking", "DataFormats"]),
      "RegistryCore": ["Values", "SystemSupport"],
      "TemplateLanguage": ["Values", "Diagnostics", "CSystem"],
      "DataFormats": ["Values", "Diagnostics", "CYAML", "CZlib", "CSystem"],
      "Networking": ["SystemSupport", "CSystem", "CCurl", "CTLS"],
      "ProcessControl": ["SystemSupport", "CSystem"],
      "SystemSupport": ["CSystem"],
      "CCurl": ["CSystem"],
      "CCrypto": ["CSystem"],
      "CTLS": ["CSystem"],
      "CZlib": ["CSystem"],
      "Values": [],
      "Diagnostics": [],
      "trimtab-bench": core.union(["AgentCore", "CSystem"]),
      "trimtab-fuzz": core.union(["CSystem"]),
      "TestSupport": ["SystemSupport", "CSystem", "CTestTLS"],
      "CTestTLS": [],
    ]
  }()

  /// Modules of the toolchain that the sources may use. Foundation costs start-up time, memory
  /// and 50 MB of program; the tests may use it.
  static let systemModules: Set<String> = ["Glibc", "Synchronization"]
  static let testModules: Set<String> = ["Foundation", "XCTest", "TestSupport"]

  static func violations(in file: TextFile, of package: PackageManifest) -> [Violation] {
    let parts = file.path.split(separator: "/").map(String.init)
    guard parts.count > 2, let declared = package.dependencies[parts[1]] else { return [] }
    let isTest = parts[0] == "Tests"
    var permitted = (allowed[parts[1]] ?? declared).union(systemModules)
    if isTest { permitted.formUnion(testModules) }
    let known = declared.union(systemModules).union(isTest ? testModules : [])
    return file.code.enumerated().compactMap { index, line in
      guard let module = importedModule(line) else { return nil }
      if !permitted.contains(module) {
        return file.violation(index, "`\(parts[1])` may not import `\(module)`")
      }
      if !known.contains(module) {
        return file.violation(
          index, "`\(module)` is imported but Package.swift does not declare it")
      }
      return nil
    }
  }

  /// What the manifest permits itself beyond the table.
  static func violations(in package: PackageManifest) -> [Violation] {
    var found = package.file.lines.enumerated().compactMap { index, line -> Violation? in
      guard line.contains(".package(") else { return nil }
      return package.file.violation(index, "no package dependencies")
    }
    for (target, declared) in package.dependencies where !target.hasSuffix("Tests") {
      guard let allowed = allowed[target] ?? (target.hasPrefix("C") ? [] : nil) else {
        found.append(package.file.violation(0, "target `\(target)` is not in the layering table"))
        continue
      }
      for module in declared.subtracting(allowed).sorted() {
        found.append(package.file.violation(0, "`\(target)` may not depend on `\(module)`"))
      }
    }
    return found
  }

  private static func importedModule(_ line: String) -> String? {
    guard strstr(line, "import") != nil else { return nil }
    let words = line.split(whereSeparator: \.isWhitespace)
    guard let index = words.firstIndex(of: "import"), index <= 2, index + 1 < words.count else {
      return nil
    }
    let kinds: Set<Substring> = ["struct", "class", "enum", "protocol", "func", "var", "typealias"]
    let name =
      kinds.contains(words[index + 1]) ? words.dropFirst(index + 2).first : words[index + 1]
    return name.flatMap { $0.split(separator: ".").first.map(String.init) }
  }
}
