import SystemSupport

/// Which files a file registry reads, and what they hold.
package struct FileSource: Sendable {
  /// What files hold.
  package enum Content: Sendable, Equatable {
    /// Tables `service` and `keys`.
    case catalog
    /// Keys and nothing else. In directories, and those below, the files count whose names match
    /// the pattern.
    case keys(filter: String)
  }

  /// Files and directories, which need not exist yet; absolute.
  package let paths: [String]
  /// What they hold.
  package let content: Content

  /// Files and directories.
  package init(_ paths: [String], content: Content = .catalog) {
    self.paths = paths.map(FilePath.absolute)
    self.content = content
  }
}
