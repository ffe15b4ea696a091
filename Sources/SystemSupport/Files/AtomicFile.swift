#if canImport(Glibc)
  import Glibc
#endif

/// A destination, and the only way to write one: stage, let somebody look at the staged file,
/// commit.
///
/// At every moment the destination is missing, completely old or completely new, whatever fails.
/// The one exception is a destination that cannot be replaced by renaming (a file that is itself a
/// mount point, or one in a directory where we may not write): it is overwritten in place. A
/// journal with the whole new contents exists while that lasts, from which `removeLeftovers` heals
/// a destination that a crash left half written.
///
/// Symbolic links are followed, also to a file that does not exist yet: the file at the end is
/// replaced and the links stay, unless the target says otherwise.
package struct AtomicFile: Sendable {
  /// What to write, and how it shall look.
  package struct Target: Sendable, Equatable {
    /// The path, which may be a symbolic link.
    package var path: String
    /// Permission bits; nil keeps the existing file's, else 0644.
    package var mode: UInt32?
    /// User by name or number; nil keeps the existing file's.
    package var owner: String?
    /// Group by name or number; nil keeps the existing file's.
    package var group: String?
    /// How many earlier versions to keep: `PATH.bak`, `PATH.bak.1` …
    package var backups = 0
    /// Whether missing parent directories are made (mode 0755).
    package var createsDirectories = false
    /// Where to keep what cannot be kept beside the destination; nil for a private directory below
    /// `/var/tmp`.
    package var stateDirectory: String?
    /// Whether a staged file is named `.NAME` and ten digits, without a mark that it is ours.
    package var hasPlainStage = false
    /// Whether a staged file that is discarded stays.
    package var keepsStage = false
    /// What a wrong mode or owner of a file with the right contents means.
    package var drift = AttributeDrift.repaired
    /// Whether a symbolic link at the path is replaced, instead of the file behind it.
    package var replacesLink = false

    /// A destination with the defaults.
    package init(path: String) { self.path = path }
  }

  /// What a wrong mode or owner of a file with the right contents means.
  package enum AttributeDrift: Sendable, Equatable {
    /// They are set right, and nobody hears of it.
    case repaired
    /// The file is replaced, as for other contents.
    case replaced
    /// For a wrong owner the file is replaced; its mode is nobody's business.
    case replacedForOwner
  }

  /// How a destination differs from what it shall be.
  package enum Difference: Sendable, Equatable {
    /// Not at all.
    case none
    /// Right contents, wrong mode or owner: `repairAttributes` is enough.
    case attributesOnly
    /// Other contents, or no file.
    case contents
  }

  /// What `removeLeftovers` found.
  package struct Leftovers: Sendable, Equatable {
    /// How many stale staged files were removed.
    package var removed = 0
    /// Whether a half written destination was completed: it has contents which nobody was told of,
    /// so they must be applied.
    package var healed = false

    /// What was found.
    package init(removed: Int = 0, healed: Bool = false) {
      self.removed = removed
      self.healed = healed
    }
  }

  /// What to write.
  package let target: Target
  let fileSystem: FileSystem

  /// A destination on a file system.
  package init(_ target: Target, fileSystem: FileSystem = .real) {
    self.target = target
    self.fileSystem = fileSystem
  }

  /// The file at the end of the target's links, which need not exist; or the link, where that is
  /// replaced.
  package func destination() throws(SystemError) -> String {
    let path = FilePath.absolute(target.path)
    return target.replacesLink ? path : try fileSystem.followLinks(path)
  }

  /// The contents now; nil if there is no file.
  package func current(limit: Int = FileSystem.readLimit) throws(SystemError) -> [UInt8]? {
    do {
      return try fileSystem.read(target.path, limit: limit)
    } catch {
      if error.isMissing { return nil }
      throw error
    }
  }

  /// Compares the destination with the contents and attributes it shall have.
  package func difference(from bytes: [UInt8]) throws(SystemError) -> Difference {
    let destination = try destination()
    guard let status = try fileSystem.status(destination), status.size == bytes.count,
      try current(limit: bytes.count + 1) == bytes
    else { return .contents }
    let wanted = try FileAttributes.wanted(by: target, over: status)
    if wanted.hold(for: status) { return .none }
    switch target.drift {
    case .repaired: return .attributesOnly
    case .replaced: return .contents
    case .replacedForOwner: return wanted.isOwner(of: status) ? .none : .contents
    }
  }

  /// Removes the file at the end of the target's links, if there is one.
  package func remove() throws(SystemError) { try fileSystem.unlink(try destination()) }

  /// Gives the existing destination the mode and owner it shall have, and leaves its contents.
  package func repairAttributes() throws(SystemError) {
    let destination = try destination()
    guard let status = try fileSystem.status(destination) else { return }
    let wanted = try FileAttributes.wanted(by: target, over: status)
    try fileSystem.begin(.changeOwner, destination)
    if wanted.user != status.user || wanted.group != status.group {
      guard lchown(destination, wanted.user ?? .max, wanted.group ?? .max) == 0 else {
        throw .last("change the owner of `\(destination)`")
      }
    }
    try fileSystem.begin(.changeMode, destination)
    guard chmod(destination, wanted.mode) == 0 else {
      throw .last("change the mode of `\(destination)`")
    }
  }

  /// Cleans up after a run that died: completes a destination that was being overwritten in place,
  /// then removes staged files. To be called at the start, while no other agent has the
  /// destination.
  package func removeLeftovers() throws(SystemError) -> Leftovers {
    let destination = try destination()
    var leftovers = Leftovers()
    let existing = try fileSystem.status(destination)
    let wanted = try FileAttributes.wanted(by: target, over: existing)
    let trusted = [Accounts.effectiveUser, existing?.user, wanted.user]
    for place in try existingPlaces(of: destination) {
      let write = InPlaceWrite(destination: destination, fileSystem: fileSystem)
      if existing != nil, try write.heal(from: place, trusting: trusted) { leftovers.healed = true }
      let prefix = place.name(.stage) + "-"
      // A mark that was being written, when nothing had been committed yet.
      let mark = PendingMark.unfinishedName(in: place)
      for name in try fileSystem.list(place.directory)
      where name.hasPrefix(prefix) || name == mark || isPlainStage(name, of: destination) {
        do {
          if try fileSystem.unlink(FilePath.joined(place.directory, name)) {
            leftovers.removed += 1
          }
        } catch {
          if !error.isForbidden { throw error }
        }
      }
    }
    return leftovers
  }

  /// Whether a name is that of a staged file without a mark, which is not to be kept.
  private func isPlainStage(_ name: String, of destination: String) -> Bool {
    guard target.hasPlainStage, !target.keepsStage else { return false }
    let prefix = CompanionPlace.plainStagePrefix(of: destination)
    return name.hasPrefix(prefix) && name.utf8.count == prefix.utf8.count + 10
      && name.utf8.suffix(10).allSatisfy { (0x30...0x39).contains($0) }
  }

  /// The places where companions of a destination may be, without making any.
  private func existingPlaces(of destination: String) throws(SystemError) -> [CompanionPlace] {
    var places: [CompanionPlace] = []
    let path = FilePath.absolute(target.path)
    // Marks go by the path, all else by the end of its links.
    for name in destination == path ? [path] : [destination, path] {
      places.append(.beside(name))
      let fallback = try CompanionPlace.existingFallback(
        for: name, stateDirectory: target.stateDirectory, fileSystem)
      if let fallback { places.append(fallback) }
    }
    var existing: [CompanionPlace] = []
    for place in places where try fileSystem.status(place.directory) != nil {
      existing.append(place)
    }
    return existing
  }
}
