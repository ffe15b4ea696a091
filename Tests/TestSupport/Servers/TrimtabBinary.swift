import Foundation

/// The program under test.
package enum TrimtabBinary {
  /// `$TRIMTAB_BINARY`, which `Tests/run.sh` sets to the release build, or else the program
  /// that was built beside the tests.
  package static func path() throws -> String {
    if let path = ProcessInfo.processInfo.environment["TRIMTAB_BINARY"] {
      guard FileManager.default.isExecutableFile(atPath: path) else {
        throw TestSupportError("`TRIMTAB_BINARY` names `\(path)`, which is no program")
      }
      return path
    }
    let bundle = CommandLine.arguments.first { $0.hasSuffix(".xctest") } ?? ""
    let absolute = URL(fileURLWithPath: bundle).deletingLastPathComponent()
    let path = absolute.appendingPathComponent("trimtab").path
    guard FileManager.default.isExecutableFile(atPath: path) else {
      throw TestSupportError("cannot find `\(path)`; hint: run Tests/run.sh")
    }
    return path
  }
}
