/// How an installation of a candidate ended.
package enum InstallOutcome: Sendable {
  /// The destination holds the candidate.
  case committed
  /// The check refused the candidate; the destination is untouched.
  case refused(output: String)
  /// The check could not be run to its end; the destination is untouched.
  case checkFailed(String)
  /// The destination could not be written; it is untouched.
  case writeFailed(String)
  /// The agent is stopping; the destination is untouched.
  case cancelled
}
