/// Mode and owner that a destination shall have.
struct FileAttributes: Sendable, Equatable {
  /// Permission bits.
  var mode: UInt32
  /// The owner; nil leaves it to the system.
  var user: UInt32?
  /// The group; nil leaves it to the system.
  var group: UInt32?
  /// Whether somebody asked for this owner or group; a kept one may be impossible to keep.
  var demandsOwner: Bool

  /// What a target asks for, completed by what the existing file has.
  static func wanted(
    by target: AtomicFile.Target, over existing: FileSystem.Status?
  ) throws(SystemError) -> FileAttributes {
    var user = existing?.user
    var group = existing?.group
    if let name = target.owner { user = try Accounts.user(name) }
    if let name = target.group { group = try Accounts.group(name) }
    return FileAttributes(
      mode: (target.mode ?? existing?.mode ?? 0o644) & 0o7777, user: user, group: group,
      demandsOwner: target.owner != nil || target.group != nil)
  }

  /// Whether a file has them.
  func hold(for status: FileSystem.Status) -> Bool {
    mode == status.mode && isOwner(of: status)
  }

  /// Gives them to an open file. Returns a warning if the owner that the old file has could not be
  /// kept.
  func apply(to file: borrowing OpenFile) throws(SystemError) -> String? {
    let warning = try applyOwner(to: file)
    // After the owner, since a change of owner takes the set-user bits away.
    try file.changeMode(mode)
    return warning
  }

  private func applyOwner(to file: borrowing OpenFile) throws(SystemError) -> String? {
    guard !isOwner(of: try file.status()) else { return nil }
    do {
      try file.changeOwner(user: user, group: group)
      return nil
    } catch {
      guard error.isForbidden, !demandsOwner else { throw error }
      if let group { try? file.changeOwner(user: nil, group: group) }
      return "cannot keep the owner of the existing file: \(error)"
    }
  }

  /// Whether a file has the owner and the group.
  func isOwner(of status: FileSystem.Status) -> Bool {
    (user ?? status.user) == status.user && (group ?? status.group) == status.group
  }
}
