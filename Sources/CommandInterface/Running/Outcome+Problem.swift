import AgentCore
import LoadBalancing

extension OneShotInstaller.Outcome {
  /// What went wrong with the file of that name, and how to end; nil if nothing did.
  func problem(_ destination: String) -> (message: String, status: ExitStatus)? {
    switch self {
    case .unchanged, .installed, .applied: nil
    case .refused(let reason):
      ("the check refused the new `\(destination)`: \(reason)", .checkRefused)
    case .checkFailed(let reason):
      ("the check of the new `\(destination)` failed: \(reason)", .checkRefused)
    case .writeFailed(let reason):
      ("`\(destination)` was not written: \(reason)", .cannotWrite)
    case .stuck(let reason):
      (
        "`\(destination)` is new, but not the others of its group, and it could not be put back: "
          + reason, .cannotWrite
      )
    case .applyFailed(let error):
      ("`\(destination)` is installed and could not be applied: \(error.report)", .applyFailed)
    case .takenBack(let error):
      (
        "the balancer rejected the new `\(destination)`; the last good file is back in place: "
          + error.report, .rejected
      )
    case .cancelled:
      ("`\(destination)` was not written: interrupted", .cannotWrite)
    }
  }
}
