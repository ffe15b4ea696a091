/// Keeps the version that a commit replaces: `PATH.bak`, then `PATH.bak.1` …
struct FileBackup {
  private let staged: StagedFile

  init(_ staged: StagedFile) { self.staged = staged }

  private var fileSystem: FileSystem { staged.fileSystem }

  /// Copies the destination and renames the older copies. Returns a warning if there is no writing
  /// beside the destination.
  func keep() throws(SystemError) -> [String] {
    guard staged.target.backups > 0, staged.replaces else { return [] }
    guard staged.method == .rename else {
      return ["no backup: the directory of `\(staged.destination)` is not writable"]
    }
    let copy: String
    do {
      copy = try copyDestination()
    } catch {
      // Somebody removed it since it was staged: nothing to keep.
      if error.isMissing { return [] }
      throw error
    }
    do {
      try rotate()
      try fileSystem.rename(copy, to: path(0))
    } catch {
      _ = try? fileSystem.unlink(copy)
      throw error
    }
    return []
  }

  private func path(_ age: Int) -> String {
    staged.destination + (age == 0 ? ".bak" : ".bak.\(age)")
  }

  private func rotate() throws(SystemError) {
    var age = staged.target.backups - 1
    while age > 0 {
      if try fileSystem.linkStatus(path(age - 1)) != nil {
        try fileSystem.rename(path(age - 1), to: path(age))
      }
      age -= 1
    }
  }

  private func copyDestination() throws(SystemError) -> String {
    let copy = staged.path + ".bak"
    let old = try fileSystem.open(staged.destination)
    let bytes = try old.read(limit: FileSystem.readLimit)
    let status = try old.status()
    do {
      let file = try fileSystem.create(copy)
      try file.write(bytes)
      let attributes = FileAttributes(
        mode: status.mode, user: status.user, group: status.group, demandsOwner: false)
      _ = try attributes.apply(to: file)
      try file.sync()
    } catch {
      _ = try? fileSystem.unlink(copy)
      throw error
    }
    return copy
  }
}
