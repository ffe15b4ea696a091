package import LoadBalancing
package import SystemSupport

/// Brings a candidate to its destination: stage, check, mark the apply as pending, commit.
///
/// Whatever step fails or is killed, the destination is a complete old or new file, and a new file
/// is never without its pending mark until it has been applied.
package struct Installer: Sendable {
  /// The file to write.
  package let file: AtomicFile
  /// Accepts or refuses candidates; nil accepts all.
  package let checker: Checker?
  /// Where "committed but not applied" is remembered; nil where nothing is to be applied.
  package let mark: PendingMark?

  /// An installer of one destination.
  package init(file: AtomicFile, checker: Checker?, mark: PendingMark?) {
    self.file = file
    self.checker = checker
    self.mark = mark
  }

  /// Installs `candidate`. Cancellation before the commit gives `.cancelled`; a commit under way is
  /// finished.
  package func install(_ candidate: [UInt8]) async -> InstallOutcome {
    do throws(SystemError) {
      let staged = try file.stage(candidate)
      let verdict = await check(staged.path)
      guard !Task.isCancelled else {
        staged.discard()
        return .cancelled
      }
      guard case .accepted = verdict else {
        staged.discard()
        return refusal(verdict)
      }
      try mark?.write()
      return .committed(try staged.commit())
    } catch {
      return .writeFailed(error.description)
    }
  }
}
