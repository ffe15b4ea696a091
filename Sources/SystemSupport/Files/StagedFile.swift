#if canImport(Glibc)
  import Glibc
#endif

/// A complete, durable candidate that waits to be committed or discarded.
package struct StagedFile: Sendable {
  enum Method: Sendable {
    case rename, inPlace
  }

  /// Where the candidate is, for the check command.
  package let path: String
  /// The file that `commit` will replace: the end of the target's links.
  package let destination: String
  /// Bytes.
  package let size: Int
  /// What could not be done as wished, but does not stop us.
  package let warnings: [String]

  let target: AtomicFile.Target
  let attributes: FileAttributes
  let place: CompanionPlace
  let method: Method
  let replaces: Bool
  let fileSystem: FileSystem

  /// Makes the candidate the destination.
  ///
  /// When it throws, the destination has its old contents and the candidate is gone. (If restoring
  /// the old contents of a destination that is overwritten in place fails too, the error says so
  /// and the next `removeLeftovers` completes the new ones.) Once the destination is new it does
  /// not throw: what fails after that is a warning.
  package func commit() throws(SystemError) -> CommitOutcome {
    do {
      var warnings = try FileBackup(self).keep()
      let kind = try install()
      removeOldJournal()
      do {
        try fileSystem.syncDirectory(FilePath.directory(of: destination))
      } catch {
        warnings.append("the new file may not survive a power failure: \(error)")
      }
      return CommitOutcome(kind: kind, warnings: warnings)
    } catch {
      discard()
      throw error
    }
  }

  /// Removes the candidate, unless the target keeps it. What fails is left to the next
  /// `removeLeftovers`.
  package func discard() {
    guard !target.keepsStage else { return }
    _ = try? fileSystem.unlink(path)
  }

  private func install() throws(SystemError) -> CommitOutcome.Kind {
    guard method == .rename else { return try installInPlace() }
    do {
      try fileSystem.rename(path, to: destination)
      return replaces ? .replaced : .created
    } catch {
      // A file that is a mount point (a container's single-file volume) cannot be renamed over.
      guard error.errno == EBUSY || error.errno == EXDEV, replaces else { throw error }
      return try installInPlace()
    }
  }

  private func installInPlace() throws(SystemError) -> CommitOutcome.Kind {
    try InPlaceWrite(destination: destination, fileSystem: fileSystem)
      .install(path, journal: place)
    return .writtenInPlace
  }

  /// A journal of an earlier failure would undo this commit.
  private func removeOldJournal() {
    for place in [place, .beside(destination)] {
      let journal = place.path(.journal)
      if fileSystem.exists(journal) { _ = try? fileSystem.unlink(journal) }
    }
  }
}

/// How a destination became new.
package struct CommitOutcome: Sendable, Equatable {
  /// The way it went.
  package enum Kind: Sendable, Equatable {
    /// There was no file before.
    case created
    /// The old file was replaced by renaming.
    case replaced
    /// The old file was overwritten, because it could not be replaced.
    case writtenInPlace
  }

  /// The way it went.
  package let kind: Kind
  /// What could not be done as wished, for the log.
  package let warnings: [String]

  /// An outcome.
  package init(kind: Kind, warnings: [String] = []) {
    self.kind = kind
    self.warnings = warnings
  }
}
