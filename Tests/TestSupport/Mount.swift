import Foundation

/// Mounts for tests; removed with the last reference. Needs the rights of root.
package final class Mount: Sendable {
  private let path: String

  /// A memory file system of a size in bytes over a directory.
  package static func memory(size: Int, over path: String) throws -> Mount {
    try Mount(["-t", "tmpfs", "-o", "size=\(size)", "tmpfs", path], path)
  }

  /// A file or directory also at another path that exists.
  package static func bind(_ source: String, over path: String) throws -> Mount {
    try Mount(["--bind", source, path], path)
  }

  /// What is mounted becomes read-only.
  package func makeReadOnly() throws { try Mount.run("mount", ["-o", "remount,bind,ro", path]) }

  private init(_ arguments: [String], _ path: String) throws {
    self.path = path
    try Mount.run("mount", arguments)
  }

  deinit { try? Mount.run("umount", ["-l", path]) }

  private static func run(_ program: String, _ arguments: [String]) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [program] + arguments
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw TestSupportError(
        "`\(program) \(arguments.joined(separator: " "))` failed; these tests need root")
    }
  }
}
