package import SystemSupport

/// How an installation of a candidate ended.
package enum InstallOutcome: Sendable {
  /// The destination holds the candidate.
  case committed(CommitOutcome)
  /// The check refused the candidate; the destination is untouched.
  case refused(reason: String)
  /// The check could not be run to its end; the destination is untouched.
  case checkFailed(reason: String)
  /// The destination could not be written; it is untouched.
  case writeFailed(reason: String)
  /// The destination holds the candidate, though another file of its group could not be written:
  /// what it held before, if there was a file, could not be put back.
  case stuck(reason: String, replaced: [UInt8]?)
  /// The agent is stopping; the destination is untouched.
  case cancelled
}
