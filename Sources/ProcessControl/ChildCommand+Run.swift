extension ChildCommand {
  /// Runs the command to its end.
  ///
  /// The result tells how it ended, also with a status other than 0. An error means that it could
  /// not be started, took longer than `timeout`, or the task was cancelled; in the last two cases
  /// its whole process group is gone when this returns (a process that gave itself another group
  /// excepted). A process in the background that outlives the command and keeps its output open
  /// does not delay the result, and is left alone.
  package func run() async throws(ProcessError) -> ProcessResult {
    if Task.isCancelled { throw ProcessError(.cancelled, "`\(text)` was cancelled") }
    let run = try ChildRun(self)
    let result = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        run.begin { continuation.resume(returning: $0) }
      }
    } onCancel: {
      run.cancel()
    }
    return try result.get()
  }
}
