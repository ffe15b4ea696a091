import CSystem

/// Overwrites a destination that cannot be replaced.
///
/// The candidate becomes the journal (one rename, so it exists whole or not at all), then the
/// destination is overwritten and cut, then the journal is removed. As long as the journal exists
/// the destination may be half written, and the journal has all it shall be.
struct InPlaceWrite {
  let destination: String
  let fileSystem: FileSystem

  /// Overwrites the destination with a staged file. When it throws, the old contents are back.
  func install(_ staged: String, journal place: CompanionPlace) throws(SystemError) {
    let new = try fileSystem.read(staged)
    let old = try fileSystem.read(destination)
    let journal = place.path(.journal)
    try fileSystem.rename(staged, to: journal)
    do {
      try fileSystem.syncDirectory(place.directory)
      try overwrite(with: new, like: journal)
    } catch {
      try restore(old, after: error, journal: journal)
      throw error
    }
    try? finish(journal, in: place)
  }

  /// Completes what a crash interrupted. Returns whether there was something to complete. A journal
  /// of a user who could not have written the destination is left alone.
  func heal(
    from place: CompanionPlace, trusting users: [UInt32?]
  ) throws(SystemError) -> Bool {
    let journal = place.path(.journal)
    guard let status = try fileSystem.linkStatus(journal), status.kind == .file,
      users.contains(status.user)
    else { return false }
    try overwrite(with: fileSystem.read(journal), like: journal)
    try finish(journal, in: place)
    return true
  }

  private func finish(_ journal: String, in place: CompanionPlace) throws(SystemError) {
    try fileSystem.unlink(journal)
    try fileSystem.syncDirectory(place.directory)
  }

  private func overwrite(with bytes: [UInt8], like journal: String) throws(SystemError) {
    let file = try fileSystem.openForWriting(destination)
    let code = cs_reserve_space(file.descriptor, off_t(bytes.count))
    guard code == 0 else {
      throw SystemError(errno: -code, what: "reserve space for `\(destination)`")
    }
    try file.write(bytes)
    try file.truncate(to: bytes.count)
    if let status = try fileSystem.status(journal) {
      let attributes = FileAttributes(
        mode: status.mode, user: status.user, group: status.group, demandsOwner: false)
      // The owner of a mounted file is often not ours to change; its contents matter more.
      _ = try? attributes.apply(to: file)
    }
    try file.sync()
  }

  private func restore(
    _ old: [UInt8], after failure: SystemError, journal: String
  ) throws(SystemError) {
    do {
      let file = try fileSystem.openForWriting(destination)
      try file.write(old)
      try file.truncate(to: old.count)
      try file.sync()
      try fileSystem.unlink(journal)
    } catch {
      throw SystemError(
        errno: failure.errno,
        what: "write `\(destination)` in place, nor restore it (\(error)); "
          + "its new contents are in `\(journal)`")
    }
  }
}
