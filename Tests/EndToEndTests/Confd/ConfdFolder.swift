import Foundation
import XCTest

/// A folder of confd's configuration, and the program run on it.
struct ConfdFolder {
  /// The folder, with `etc` in it.
  let program: Program

  /// Makes an empty one.
  init(for test: XCTestCase) throws { program = try Program(for: test) }

  /// The absolute path of a file.
  func path(_ name: String) -> String { program.directory.appendingPathComponent(name).path }

  /// Writes the resource and the template of a file `NAME.cfg`.
  func write(_ name: String, _ template: String, keys: String = "\"/\"", _ more: String = "") throws
  {
    try program.write("etc/templates/\(name).tmpl", template)
    try program.write(
      "etc/conf.d/\(name).toml",
      """
      [template]
      src = "\(name).tmpl"
      dest = "\(path("\(name).cfg"))"
      keys = [\(keys)]
      \(more)
      """)
  }

  /// Runs `trimtab confd` with the folder's configuration and other arguments.
  func run(_ arguments: [String], environment: [String: String] = [:]) throws -> Program.Result {
    try program.run(["confd"] + arguments + ["-confdir", "etc"], environment: environment)
  }

  /// The messages of a run without time, host, process and the folder's name.
  func messages(_ result: Program.Result) -> [String] {
    result.errors.replacingOccurrences(of: program.directory.path + "/", with: "")
      .split(separator: "\n").map { line in
        let parts = line.split(separator: "]: ", maxSplits: 1)
        return String(parts.count == 2 && line.hasPrefix("20") ? parts[1] : line)
      }
  }
}
