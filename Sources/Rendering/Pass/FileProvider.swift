package import SystemSupport

/// Where the `file` function reads from.
package protocol FileProvider: Sendable {
  /// All bytes of a file.
  func contents(of path: String) throws(SystemError) -> [UInt8]

  /// All bytes of a file which belongs to the configuration and not to the data: a template that
  /// `include` names, or a key ring.
  func configuration(at path: String) throws(SystemError) -> [UInt8]

  /// Whether there is a file, folder or other thing of that name.
  func exists(_ path: String) -> Bool

  /// The absolute path of what a path leads to, symbolic links followed; nil if nothing is there.
  func resolved(_ path: String) -> String?
}

extension FileProvider {
  /// The path as it is; for providers without links.
  package func resolved(_ path: String) -> String? { path }

  /// The same as other files; for providers that make no difference.
  package func configuration(at path: String) throws(SystemError) -> [UInt8] {
    try contents(of: path)
  }

  /// Whether the path can be read; for providers that know no better.
  package func exists(_ path: String) -> Bool { (try? contents(of: path)) != nil }
}

/// Files in memory, for replays and tests; a path it does not know does not exist.
package struct FixedFiles: FileProvider {
  private let files: [String: [UInt8]]

  /// Files by path.
  package init(_ files: [String: [UInt8]] = [:]) { self.files = files }

  /// The bytes of a known path.
  package func contents(of path: String) throws(SystemError) -> [UInt8] {
    guard let bytes = files[path] else {
      throw SystemError(errno: 2, what: "open `\(path)`")
    }
    return bytes
  }

  /// Whether the path is known.
  package func exists(_ path: String) -> Bool { files[path] != nil }
}
