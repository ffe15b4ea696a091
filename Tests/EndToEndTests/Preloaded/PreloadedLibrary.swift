import Foundation
import TestSupport

/// A C library of `Tests/Preloaded` that stands between a program and its system, compiled once for
/// a run of the tests.
actor PreloadedLibrary {
  private let name: String
  private var folder: TemporaryDirectory?

  /// The library of `Tests/Preloaded/NAME.c`.
  init(_ name: String) { self.name = name }

  /// Where it is, for `LD_PRELOAD`.
  func path() async throws -> String {
    if let folder { return folder.file("\(name).so") }
    let fresh = try TemporaryDirectory()
    let source = RepositoryRoot.path + "/Tests/Preloaded/\(name).c"
    let compilation = try await FinishedCommand.run(
      compiler(), ["-shared", "-fPIC", "-o", fresh.file("\(name).so"), source, "-ldl"])
    guard compilation.status == 0 else {
      throw TestSupportError("cannot compile `\(source)`: \(compilation.standardError)")
    }
    folder = fresh
    return fresh.file("\(name).so")
  }

  /// Swift's own toolchain has clang, which need not be in the PATH.
  private func compiler() throws -> String {
    let swift = URL(fileURLWithPath: try ServerBinaries.find("swift")).resolvingSymlinksInPath()
    let clang = swift.deletingLastPathComponent().appendingPathComponent("clang").path
    if FileManager.default.isExecutableFile(atPath: clang) { return clang }
    return try ServerBinaries.find("cc")
  }
}
