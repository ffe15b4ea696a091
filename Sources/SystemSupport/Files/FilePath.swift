#if canImport(Glibc)
  import Glibc
#endif

/// Path texts, without asking the system (except for the working directory).
package enum FilePath {
  /// The part before the last slash: `/etc` of `/etc/x`, `/` of `/x`, `.` of `x`.
  package static func directory(of path: String) -> String {
    let trimmed = withoutTrailingSlashes(path)
    guard let slash = trimmed.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
    let parent = withoutTrailingSlashes(String(trimmed[..<slash]))
    return parent.isEmpty ? "/" : parent
  }

  /// The part after the last slash.
  package static func name(of path: String) -> String {
    let trimmed = withoutTrailingSlashes(path)
    guard let slash = trimmed.utf8.lastIndex(of: UInt8(ascii: "/")) else { return trimmed }
    return String(trimmed[trimmed.utf8.index(after: slash)...])
  }

  /// `path` seen from `directory`; an absolute path stays itself.
  package static func joined(_ directory: String, _ path: String) -> String {
    if path.utf8.first == UInt8(ascii: "/") || directory == "." { return path }
    return directory.utf8.last == UInt8(ascii: "/") ? directory + path : "\(directory)/\(path)"
  }

  /// The path seen from the root. Links and `..` stay as they are.
  package static func absolute(_ path: String) -> String {
    if path.utf8.first == UInt8(ascii: "/") { return path }
    guard let buffer = getcwd(nil, 0) else { return path }
    defer { free(buffer) }
    return joined(String(cString: buffer), path)
  }

  /// The parts between slashes, of files and of keys, but empty ones and `.`.
  ///
  /// By bytes: a slash is one whatever follows it, also a combining accent.
  package static func steps(of path: some StringProtocol) -> [String] {
    path.utf8.split(separator: UInt8(ascii: "/")).compactMap {
      $0.elementsEqual(".".utf8) ? nil : String(decoding: $0, as: UTF8.self)
    }
  }

  /// The path without `.`, `..` and doubled slashes, so that two ways to write it are equal. Links
  /// stay as they are, and so does what leads above the beginning of a relative path.
  package static func normalized(_ path: String) -> String {
    let isAbsolute = path.utf8.first == UInt8(ascii: "/")
    var steps: [String] = []
    for step in FilePath.steps(of: path) {
      if step == "..", let last = steps.last, last != ".." {
        steps.removeLast()
      } else if step != ".." || !isAbsolute {
        steps.append(step)
      }
    }
    return (isAbsolute ? "/" : "") + steps.joined(separator: "/")
  }

  private static func withoutTrailingSlashes(_ path: String) -> String {
    var path = path
    while path.utf8.count > 1, path.utf8.last == UInt8(ascii: "/") { path.removeLast() }
    return path
  }
}
