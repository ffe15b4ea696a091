/// How `trimtab` ends; the numbers are a promise.
package enum ExitStatus: Int32, Sendable, CaseIterable {
  case success = 0
  case differs = 1
  case usage = 2
  case invalid = 3
  case dataMissing = 4
  case checkRefused = 5
  case cannotWrite = 6
  case applyFailed = 7
  case registryFailed = 8
  case cannotStart = 9
  case notRunning = 10
  case rejected = 11

  /// What it means, one line.
  package var meaning: String {
    switch self {
    case .success: "done, or stopped by SIGTERM or SIGINT; `diff`: nothing would change"
    case .differs:
      "`diff`: something would change; `migrate`: a file would differ; `approve`: nothing was "
        + "held back"
    case .usage: "the command line was not understood; `diff`: any trouble"
    case .invalid: "the configuration, a template or the data given to it is wrong"
    case .dataMissing: "data was still missing when `--timeout` was over, or is not in the snapshot"
    case .checkRefused: "a check refused a new file; the old one is still in place"
    case .cannotWrite: "a file could not be written"
    case .applyFailed: "the files are in place but applying them failed"
    case .registryFailed: "a registry refused to answer or its answers made no sense"
    case .notRunning: "`status`, `approve`: no agent answers at the socket"
    case .rejected: "the balancer rejected the new files; the last good ones are back in place"
    case .cannotStart: "another agent has the same destinations, or the system lacks something"
    }
  }
}
