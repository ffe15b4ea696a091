import Foundation

/// The programs under test.
package enum TrimtabBinary {
  /// `$TESTED_TRIMTAB`, which `Tests/run.sh` sets to the release build, or else the program
  /// that was built beside the tests.
  package static func path() throws -> String {
    guard let path = ProcessInfo.processInfo.environment["TESTED_TRIMTAB"] else {
      return try besideTests("trimtab")
    }
    guard FileManager.default.isExecutableFile(atPath: path) else {
      throw TestSupportError("`TESTED_TRIMTAB` names `\(path)`, which is no program")
    }
    return path
  }

  /// A program of this package that was built in the same way as the tests.
  package static func besideTests(_ name: String) throws -> String {
    let bundle = CommandLine.arguments.first { $0.hasSuffix(".xctest") } ?? ""
    let folder = URL(fileURLWithPath: bundle).deletingLastPathComponent()
    let path = folder.appendingPathComponent(name).path
    guard FileManager.default.isExecutableFile(atPath: path) else {
      throw TestSupportError("cannot find `\(path)`; hint: run Tests/run.sh")
    }
    return path
  }
}
