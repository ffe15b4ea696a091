import Foundation
import TestSupport

/// Kills `trimtab` at a step of its work: `Tests/KillSwitch/kill-switch.c`.
enum KillSwitch {
  /// The variables that make a program die before its step `number`, counted from 1.
  static func environment(at number: Int) async throws -> [String: String] {
    ["LD_PRELOAD": try await library.path(), "KILL_AT": String(number)]
  }

  private static let library = Library()

  /// Compiled once for a run of the tests.
  private actor Library {
    private var folder: TemporaryDirectory?

    func path() async throws -> String {
      if let folder { return folder.file("kill-switch.so") }
      let fresh = try TemporaryDirectory()
      let source = RepositoryRoot.path + "/Tests/KillSwitch/kill-switch.c"
      let compilation = try await FinishedCommand.run(
        compiler(), ["-shared", "-fPIC", "-o", fresh.file("kill-switch.so"), source, "-ldl"])
      guard compilation.status == 0 else {
        throw TestSupportError("cannot compile `\(source)`: \(compilation.standardError)")
      }
      folder = fresh
      return fresh.file("kill-switch.so")
    }

    /// Swift's own toolchain has clang.
    private func compiler() throws -> String {
      do {
        return try ServerBinaries.find("clang")
      } catch {
        return try ServerBinaries.find("cc")
      }
    }
  }
}
