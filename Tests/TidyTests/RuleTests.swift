import XCTest

/// Every rule finds what it is for, and nothing else: a rule that finds nothing looks like peace.
final class RuleTests: XCTestCase {
  private typealias Rule = (TextFile) -> [Violation]

  private func check(
    _ text: String, at path: String = "Sources/Values/Thing.swift", _ expected: String...,
    by rule: Rule, line: UInt = #line
  ) {
    let found = rule(TextFile(path: path, text: text)).map { "\($0.line): \($0.message)" }
    XCTAssertEqual(found, expected, line: line)
  }

  private let manifest = PackageManifest(
    text: """
      .target(name: "CSystem"),
      .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
      module("Values"),
      module("Diagnostics"),
      module("RegistryCore", ["Values", "SystemSupport"]),
      .executableTarget(
        name: "trimtab", dependencies: ["CommandInterface"], swiftSettings: settings),
      tests("ValuesTests", ["Values"]),
      """)

  func testTheManifestIsUnderstood() {
    XCTAssertEqual(
      manifest.dependencies,
      [
        "CSystem": [], "CYAML": [], "Values": [], "Diagnostics": [],
        "RegistryCore": ["Values", "SystemSupport"], "trimtab": ["CommandInterface"],
        "ValuesTests": ["Values"],
      ])
  }

  func testImportsThatGoUpwardsOrAreUndeclared() {
    let rule: Rule = { LayeringRule.violations(in: $0, of: self.manifest) }
    check(
      "import Glibc\n// import Networking\nlet text = \"\"\"\n  import Networking\n  \"\"\"",
      by: rule)
    check(
      "package import Networking", "1: `Values` may not import `Networking`", by: rule)
    check(
      "import Foundation", "1: `Values` may not import `Foundation`", by: rule)
    check(
      "@testable import Diagnostics", at: "Tests/ValuesTests/ThingTests.swift",
      "1: `ValuesTests` may not import `Diagnostics`", by: rule)
    check(
      "import struct Diagnostics.Span", at: "Sources/RegistryCore/Thing.swift",
      "1: `RegistryCore` may not import `Diagnostics`", by: rule)
    let upwards = PackageManifest(
      text: "module(\"Values\", [\"Networking\"])\n.package(url: \"x\", from: \"1\")")
    XCTAssertEqual(
      LayeringRule.violations(in: upwards).map(\.message),
      ["no package dependencies", "`Values` may not depend on `Networking`"])
  }

  func testLongLinesFunctionsAndFiles() {
    let rule = SizeRule.violations
    check(String(repeating: "a", count: 100), by: rule)
    check(String(repeating: "ä", count: 100), by: rule)
    check(
      String(repeating: "a", count: 101), "1: expected up to 100 columns, found 101", by: rule)
    let body = String(repeating: "  x()\n", count: 68)
    check("func f() {\n\(body)}", by: rule)
    check(
      "protocol P {\n  func p()\n}\nfunc f(a: () -> Void = {}) {\n\(body)  x()\n}",
      "4: expected up to 70 lines in a function, found 71", by: rule)
    check(
      "let s = \"{ \\(f(\"{\")) {\"\ninit() {\n\(body)/* { */ // {\n}",
      "2: expected up to 70 lines in a function, found 71", by: rule)
    check(
      "func f() {\n  self.init(x)\n\(body)}",
      "1: expected up to 70 lines in a function, found 71", by: rule)
    check(
      String(repeating: "x\n", count: 601), "601: expected up to 600 lines in a file", by: rule)
  }

  func testBannedWords() {
    let rule = WordRule.violations
    check("let a = try? f() // not \("try" + "!")", by: rule)
    check("let a = \("try" + "!") f()", "1: `\("try" + "!")` is not used here", by: rule)
    check("has\("XCT" + "Skip")", by: rule)
    check("// \("TO" + "DO") later", "1: `\("TO" + "DO")` is not used here", by: rule)
    check("x: @unchecked Sendable", "1: `@unchecked` needs a comment with its reason", by: rule)
    check("// The lock guards it.\nx: @unchecked Sendable", by: rule)
    check(
      "struct A {}", at: "Sources/Values/String\("Ut" + "ils").swift",
      "1: no file is named `\("Ut" + "ils")`: say what it does", by: rule)
    let sleep = "Task.sl" + "eep"
    check("try await \(sleep)(for: x)", by: rule)
    check(
      "try await \(sleep)(for: x)", at: "Tests/ValuesTests/A.swift",
      "1: `\(sleep)` is not used here", by: rule)
  }

  func testUndocumentedDeclarations() {
    let rule = DocumentationRule.violations
    check("/// Says.\npackage struct A {\n  var inside = 1\n}\nprivate func f()", by: rule)
    check("/// Says.\n@inlinable\npackage func f()", by: rule)
    check("/// Both.\npackage let a: Int\npackage let b: Int", by: rule)
    check(
      "package import A\n@inlinable package static func f() {}",
      "2: expected a `///` comment before `package static func`", by: rule)
    check(
      "/// Says.\npackage let a: Int\n\npackage let b: Int",
      "4: expected a `///` comment before `package let b:`", by: rule)
    check("package func f()", at: "Tests/ValuesTests/A.swift", by: rule)
    let settings = "Sources/AgentConfiguration/Settings/A.swift"
    check("package var retries: Int", at: settings, by: rule)
  }

  func testFilesOutOfPlaceOrWithAnotherName() {
    let rule: Rule = { FileNameRule.violations(in: $0, of: self.manifest) }
    check("package struct Thing {}", by: rule)
    check("package func thing() {}", by: rule)
    check("extension Thing {}", at: "Sources/Values/Thing+Text.swift", by: rule)
    check("import Glibc", "1: this file declares nothing", by: rule)
    check(
      "struct Other {}",
      "1: expected `Thing` in a file of this name, found `Other`", by: rule)
    check("struct One {}\nstruct Two {}", at: "Sources/Values/Family.swift", by: rule)
    check(
      "extension One {}\nextension One {}",
      "1: expected `Thing` in a file of this name, found `One`", by: rule)
    check("#if X\n  struct Thing {}\n#endif", by: rule)
    let long = String(repeating: "\n", count: 171)
    check("struct One {\(long)}\nstruct Two {}", "1: `One` has 172 lines: give it a file", by: rule)
    check(
      "struct A {}", at: "Sources/Forgotten/A.swift", "1: no target builds this file", by: rule)
  }

  func testClassesThatOnlyInheritTests() {
    let rule = InheritanceRule.violations
    let path = "Tests/A/ATests.swift"
    check("final class ATests: XCTestCase {\n}", at: path, by: rule)
    check("final class BTests: ATests {\n  func testB() {}\n}", at: path, by: rule)
    check(
      "final class BTests: ATests {\n  var a: Int { 1 }\n}\n\nclass C {\n  func testB() {}\n}",
      at: path, "1: expected a test in `BTests`, which only inherits some", by: rule)
  }

  func testMirrorsNamedInScripts() {
    let rule = MirrorRule.violations
    let host = "deb.debian" + ".org"
    check("curl \"http://127.0.0.1:$port\" http://$host", at: "Tests/a.sh", by: rule)
    check(
      "uri=\(host)", at: "Tests/a.sh",
      "1: a script names no mirror, found `\("debian" + ".org")`", by: rule)
    check(
      "curl https://example.com", at: "Tests/a.sh",
      "1: a script names no host, found `example.com`", by: rule)
  }
}
