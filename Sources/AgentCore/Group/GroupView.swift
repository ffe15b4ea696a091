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
  let root: String
  private let directories: [String]
  /// More entries than this in a directory are no configuration.
  private static let entryLimit = 10_000

  /// Makes the view in a private directory.
  init(_ files: [File], fileSystem: FileSystem = .real) throws(SystemError) {
    root = try GroupView.makeRoot()
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
      for file in files { try write(file) }
    } catch {
      remove()
      throw error
    }
  }

  /// Where a file of the group is in the view.
  func path(of destination: String) -> String { root + FilePath.absolute(destination) }

  /// Removes the view. Links are removed, never what they lead to.
  func remove() { GroupView.remove(root) }

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
        throw SystemError(errno: errno, what: "link `\(path)` into a view")
      }
    }
  }

  private func write(_ file: File) throws(SystemError) {
    let path = path(of: file.destination)
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw SystemError(errno: errno, what: "write `\(path)`") }
    defer { close(descriptor) }
    var rest = redirected(file.bytes)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      guard count > 0 else {
        if count < 0, errno == EINTR { continue }
        throw SystemError(errno: errno, what: "write `\(path)`")
      }
      rest = rest.dropFirst(count)
    }
  }

  private static func makeRoot() throws(SystemError) -> String {
    let base = ProcessEnvironment.variables["TMPDIR"] ?? "/tmp"
    var template = Array("\(base)/trimtab-view-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else {
      throw SystemError(errno: errno, what: "make a directory in `\(base)`")
    }
    return String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  private static func remove(_ directory: String) {
    for name in (try? FileSystem.real.list(directory)) ?? [] {
      let path = "\(directory)/\(name)"
      // A directory of the view is none of the links, which `unlink` takes away themselves.
      if Glibc.unlink(path) != 0 { remove(path) }
    }
    rmdir(directory)
  }
}

extension String {
  /// Whether this directory is `other` or lies in it.
  fileprivate func isInside(_ other: String) -> Bool { self == other || hasPrefix(other + "/") }
}
