import SystemSupport

#if canImport(Glibc)
  import Glibc
#endif

/// A copy of the directories of a group's files as they would be after the commit, for the check.
///
/// Files name each other by their paths: a configuration its maps, a list its certificates. So in
/// the view's files each path into one of the directories leads into the view; everything else that
/// is in the directories is linked.
struct GroupView {
  /// One file of the group: where it belongs and what it would hold.
  struct File {
    let destination: String
    let bytes: [UInt8]
  }

  /// The directory which stands for `/`.
  var root: String { folder.path }
  private let folder: ScratchFolder
  private let directories: [String]
  /// More entries than this in a directory are no configuration.
  private static let entryLimit = 10_000

  /// Makes the view in a private directory.
  init(_ files: [File], fileSystem: FileSystem = .real) throws(SystemError) {
    folder = try ScratchFolder()
    let files = files.map {
      File(destination: FilePath.absolute($0.destination), bytes: $0.bytes)
    }
    let parents = Set(files.map { FilePath.directory(of: $0.destination) })
    directories = parents.sorted { $0.utf8.count > $1.utf8.count }
    do throws(SystemError) {
      for directory in directories {
        try fileSystem.makeDirectories(root + directory, mode: 0o700)
      }
      let places = Set(files.map(\.destination))
      for directory in directories { try link(directory, except: places, fileSystem) }
      for file in files {
        try folder.write(redirected(file.bytes), to: path(of: file.destination))
      }
    } catch {
      remove()
      throw error
    }
  }

  /// Where a file of the group is in the view.
  func path(of destination: String) -> String { root + FilePath.absolute(destination) }

  /// Removes the view. Links are removed, never what they lead to.
  func remove() { folder.remove() }

  /// `text` with paths into the directories leading into the view.
  func redirected(_ text: [UInt8]) -> [UInt8] {
    let prefix = Array(root.utf8)
    let names = directories.map { Array($0.utf8) }
    var result: [UInt8] = []
    result.reserveCapacity(text.count + 1024)
    var isInPath = false
    for (offset, byte) in text.enumerated() {
      if byte == UInt8(ascii: "/"), !isInPath,
        names.contains(where: { GroupView.names($0, text, at: offset) })
      {
        result += prefix
      }
      isInPath = GroupView.belongsToPath(byte)
      result.append(byte)
    }
    return result
  }

  /// Whether a directory's path begins at an offset and ends there.
  private static func names(_ directory: [UInt8], _ text: [UInt8], at offset: Int) -> Bool {
    let rest = text[offset...]
    guard rest.starts(with: directory) else { return false }
    guard let next = rest.dropFirst(directory.count).first else { return true }
    return next == UInt8(ascii: "/") || !belongsToPath(next)
  }

  private static func belongsToPath(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."),
      UInt8(ascii: "-"), UInt8(ascii: "/"), 0x80...:
      true
    default: false
    }
  }

  private func link(
    _ directory: String, except places: Set<String>, _ fileSystem: FileSystem
  ) throws(SystemError) {
    guard fileSystem.exists(directory) else { return }
    for name in try fileSystem.list(directory, limit: GroupView.entryLimit) {
      let path = directory == "/" ? "/\(name)" : "\(directory)/\(name)"
      guard !places.contains(path), !directories.contains(where: { $0.isInside(path) }) else {
        continue
      }
      guard symlink(path, root + path) == 0 || errno == EEXIST else {
        throw .last("link `\(path)` into a view")
      }
    }
  }
}

extension String {
  /// Whether this directory is `other` or lies in it.
  fileprivate func isInside(_ other: String) -> Bool { self == other || hasPrefix(other + "/") }
}
