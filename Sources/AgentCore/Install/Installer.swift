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

  /// Installs `candidate`. The mark keeps `lastGood`, what the balancer last accepted, for the case
  /// that it rejects the candidate. Cancellation before the commit gives `.cancelled`; a commit
  /// under way is finished.
  package func install(
    _ candidate: [UInt8], lastGood: [UInt8]? = nil
  ) async -> InstallOutcome {
    do throws(SystemError) {
      let staged = try file.stage(candidate)
      let verdict = await check(staged.path)
      guard !Task.isCancelled else {
        staged.discard()
        return .cancelled
      }
      switch verdict {
      case .accepted:
        return try commit(staged, candidate, lastGood)
      case .refused(let error):
        staged.discard()
        return .refused(reason: error.report)
      case .failed(let error):
        staged.discard()
        return .checkFailed(reason: error.report)
      }
    } catch {
      return .writeFailed(reason: error.description)
    }
  }

  private func check(_ path: String) async -> CheckVerdict {
    guard let checker else { return .accepted(output: "") }
    return await checker.check(candidate: path, destination: file.target.path)
  }

  private func commit(
    _ staged: StagedFile, _ candidate: [UInt8], _ lastGood: [UInt8]?
  ) throws(SystemError) -> InstallOutcome {
    do throws(SystemError) {
      try mark?.write(candidate: Installer.digest(of: candidate), lastGood: lastGood)
    } catch {
      staged.discard()
      throw error
    }
    return .committed(try staged.commit())
  }

  /// What the mark of a candidate says: its digest in hexadecimal.
  package static func digest(of candidate: [UInt8]) -> String {
    let digits = String(ContentDigest.of(candidate), radix: 16)
    return String(repeating: "0", count: 16 - digits.utf8.count) + digits
  }
}

extension CheckError {
  /// The message and, below it, what the command wrote.
  package var report: String {
    let text = output.trimmed
    return text.isEmpty ? message : "\(message)\n\(text)"
  }
}

extension ReloadError {
  /// The message and, below it, what the command wrote.
  package var report: String {
    let text = output.trimmed
    return text.isEmpty ? message : "\(message)\n\(text)"
  }
}

extension String {
  /// The text without white space at its end.
  fileprivate var trimmed: String {
    var text = Substring(self)
    while let last = text.last, last.isWhitespace { text.removeLast() }
    return String(text)
  }
}
