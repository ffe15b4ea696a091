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

  private static func withoutTrailingSlashes(_ path: String) -> String {
    var path = path
    while path.utf8.count > 1, path.utf8.last == UInt8(ascii: "/") { path.removeLast() }
    return path
  }
}
