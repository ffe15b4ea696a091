/// Makes a balancer use files that were committed.
///
/// An implementation says only what it is sure of: it returns when the balancer has the change (or
/// took the request, where no more can be known), and throws when it has not, or may not have, it.
/// It must be safe to apply the same change again, for after a crash that is what happens. It has a
/// deadline of its own and obeys cancellation.
package protocol Reloader: Sendable {
  /// What it does, for logs and for `diff`: ``run `systemctl reload haproxy` ``.
  var summary: String { get }

  /// Applies a change.
  func apply(_ change: AppliedChange) async throws(ReloadError) -> ReloadReport

  /// What `apply` would do, a line each; only looks. Empty where `summary` says it all.
  func preview(_ change: AppliedChange) async -> [String]

  /// Looks after what earlier changes left to do, and after what others did to the balancer.
  /// Never called beside `apply`. Returns in what time to call again; nil if there is no need.
  func maintain() async -> Duration?

  /// The workers that a reload replaced and which still finish what they have; nil where nobody can
  /// tell. Only looks, also beside `apply`.
  func oldWorkers() async -> OldWorkers?

  /// Ends what earlier changes left to do, for a program that is about to end; waits for it as long
  /// as the settings allow.
  func finish() async
}

extension Reloader {
  /// Nothing beyond the summary.
  package func preview(_ change: AppliedChange) async -> [String] { [] }

  /// Nothing to look after.
  package func maintain() async -> Duration? { nil }

  /// Nobody can tell.
  package func oldWorkers() async -> OldWorkers? { nil }

  /// Nothing is left to do.
  package func finish() async {}
}

/// Workers of a balancer that a reload replaced and which still finish what they have.
package struct OldWorkers: Sendable, Equatable {
  /// The balancer's main file.
  package let configuration: String
  /// How many there are.
  package let count: Int
  /// How long the oldest has been there; nil if there is none, or the system does not tell.
  package let oldest: Duration?

  /// What was found.
  package init(configuration: String, count: Int, oldest: Duration?) {
    self.configuration = configuration
    self.count = count
    self.oldest = oldest
  }
}

/// What was committed and is now to be used.
package struct AppliedChange: Sendable, Equatable {
  /// One destination.
  package struct File: Sendable, Equatable {
    /// The path as configured.
    package let path: String
    /// What it was before; nil if there was no such file, or nobody knows any more (after a
    /// restart).
    package let oldContents: [UInt8]?
    /// What it is now; nil if nobody knows any more.
    package let newContents: [UInt8]?

    /// A destination and its contents.
    package init(path: String, oldContents: [UInt8]? = nil, newContents: [UInt8]? = nil) {
      self.path = path
      self.oldContents = oldContents
      self.newContents = newContents
    }
  }

  /// The destinations, at least one; several for a group that is applied together.
  package let files: [File]

  /// A change of files.
  package init(files: [File]) { self.files = files }
}

/// How a change was applied.
package struct ReloadReport: Sendable, Equatable {
  /// The way.
  package enum Method: String, Sendable {
    /// Nothing was to be done.
    case none
    /// A command ran.
    case command
    /// A signal was sent.
    case signal
    /// The running process was changed without a reload.
    case runtime
    /// The balancer was reloaded, and said so.
    case reload
  }

  /// The way.
  package let method: Method
  /// What was done, for the log: ``sent SIGHUP to process 12 of `/run/x.pid` ``.
  package let summary: String
  /// What a command wrote; empty otherwise.
  package let output: String

  /// A report.
  package init(method: Method, summary: String, output: String = "") {
    self.method = method
    self.summary = summary
    self.output = output
  }
}

/// A change was not applied.
package struct ReloadError: Error, Sendable, Equatable, CustomStringConvertible {
  /// Why.
  package enum Code: String, Sendable {
    /// The command ended with another status than 0.
    case refused
    /// The balancer looked at the files and goes on with the old ones: worth no second try.
    case rejected
    /// It is not the time for it: the last reload was just now, or too many old workers are alive.
    case postponed
    /// The command took too long.
    case timedOut = "timed-out"
    /// The command could not be started.
    case cannotStart = "cannot-start"
    /// The pid file is missing or has no usable process id.
    case badPidFile = "bad-pid-file"
    /// The process of the pid file does not exist or must not be signalled.
    case noProcess = "no-process"
    /// The task was cancelled.
    case cancelled
  }

  /// Why.
  package let code: Code
  /// What happened, lower case.
  package let message: String
  /// What the command wrote, the end of it; empty otherwise.
  package let output: String
  /// When to ask again, of `.postponed`; nil leaves that to the asker.
  package private(set) var due: ContinuousClock.Instant?

  /// Reloads are spaced out: the next one is allowed at a moment.
  package init(postponedUntil due: ContinuousClock.Instant) {
    self.init(.postponed, "reloads are spaced out")
    self.due = due
  }

  /// A failure.
  package init(_ code: Code, _ message: String, output: String = "") {
    self.code = code
    self.message = message
    self.output = output
  }

  /// Whether the balancer may have been asked at all.
  var mayHaveReloaded: Bool {
    switch code {
    case .postponed, .cannotStart, .badPidFile, .noProcess: false
    case .refused, .rejected, .timedOut, .cancelled: true
    }
  }

  /// The message.
  package var description: String { message }
}
