import SystemSupport

#if canImport(Glibc)
  import Glibc
#endif

/// A folder that shows the system's files with some of them changed: real directories lead to the
/// changed files, and everything beside them is a link to the live tree, which stays untouched.
/// Only this user can look into it.
struct StagedView {
  /// A file as it is to be seen.
  struct File: Sendable, Equatable {
    var contents: [UInt8]
    /// Where in it absolute paths begin that have to lead into the view.
    var rootOffsets: [Int] = []

    fileprivate func contents(in root: String) -> [UInt8] {
      var text = contents
      for offset in rootOffsets.sorted(by: >) { text.insert(contentsOf: root.utf8, at: offset) }
      return text
    }
  }

  /// The folder: the file `/etc/x` is seen as `ROOT/etc/x`.
  var root: String { folder.path }
  private let folder: ScratchFolder

  /// Makes a view. The paths of files are absolute. What is beside the changed files is seen in and
  /// below the `anchors`.
  init(_ files: [String: File], anchors: Set<String>) throws(SystemError) {
    folder = try ScratchFolder()
    do throws(SystemError) {
      try fill(files, anchors)
    } catch {
      remove()
      throw error
    }
  }

  /// Where a path is seen.
  func place(of path: String) -> String { root + path }

  /// Removes the folder; what it links to stays.
  func remove() { folder.remove() }

  private func fill(
    _ files: [String: File], _ anchors: Set<String>
  ) throws(SystemError) {
    var directories: Set<String> = []
    for path in files.keys {
      var directory = FilePath.directory(of: path)
      while directories.insert(directory).inserted, directory != "/" {
        directory = FilePath.directory(of: directory)
      }
    }
    // A directory sorts before what is in it.
    for directory in directories.sorted() {
      if directory != "/" { try make(place(of: directory)) }
      let isShown = anchors.contains { anchor in
        anchor == "/" || directory == anchor || directory.hasPrefix(anchor + "/")
      }
      if isShown { try link(directory, besides: directories, files) }
    }
    for (path, file) in files { try folder.write(file.contents(in: root), to: place(of: path)) }
  }

  private func make(_ path: String) throws(SystemError) {
    guard mkdir(path, 0o700) == 0 else { throw .last("make `\(path)`") }
  }

  private func link(
    _ directory: String, besides directories: Set<String>, _ files: [String: File]
  ) throws(SystemError) {
    // One that does not exist yet, or that we may only pass through, shows nothing beside.
    for name in (try? FileSystem.real.list(directory)) ?? [] {
      let path = FilePath.joined(directory, name)
      guard !directories.contains(path), files[path] == nil else { continue }
      guard symlink(path, place(of: path)) == 0 else { throw .last("link to `\(path)`") }
    }
  }
}
