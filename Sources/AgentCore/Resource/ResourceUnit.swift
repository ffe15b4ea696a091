import AgentConfiguration
import Diagnostics
import LoadBalancing
import RegistryCore
import Rendering
import SystemSupport
import TemplateLanguage

/// One resource at work: its machine, what its last rendering used, and what was said about it.
///
/// The agent's own. A class, as the agent looks at some property of all hundreds with each event.
final class ResourceUnit {
  /// The resource as configured now.
  private(set) var resource: ManagedResource
  /// Decides what happens next.
  var machine: ResourceMachine
  /// What the last rendering used.
  var inputs = ResourceInputs()
  /// What is to be installed, and what it replaces.
  private(set) var candidate: Candidate?
  /// What a dry run would install, and whether it was shown.
  private var proposal: (bytes: [UInt8], isShown: Bool)?
  /// What the last rendering lacked.
  private(set) var missing: [MissingInput] = []
  /// The change installed last, for those who apply it.
  private(set) var lastChange: AppliedChange.File?
  /// What an earlier run knew of `lastGood`.
  private var recordedGood: [UInt8]?
  /// The bytes which the balancer rejected last, though its check had accepted them.
  private var rejected: [UInt8]?
  /// The bytes which the check refused last.
  private var refused: [UInt8]?
  /// What the file was before it was replaced and could not be put back, if so: it is installed
  /// with the rest of its group as if it were still to be replaced.
  private var stuck: Stuck?
  /// The mark with the settings before, where an installation under way may still write it.
  private var formerMark: PendingMark?
  /// What the last rendering wrote and asked, by parts.
  private var memory = RenderMemory()
  /// Whether the last rendering had all its data.
  private(set) var isComplete = false
  /// What the files held which the last rendering read.
  private var files = RecordingFiles.Memory()
  /// What is missing, and when that becomes worth a word.
  private var overdue: (at: ContinuousClock.Instant, detail: String)?
  /// How long data may be on their way before it is worth a word.
  private static let patience = Duration.seconds(5)
  /// What was last logged, so that it is said once.
  private(set) var lastComplaint: (message: String, detail: String)?
  /// Holds implausible answers back.
  var plausibility: ResourceGuard

  /// What is to be installed, and what it replaces.
  struct Candidate {
    let bytes: [UInt8]
    let replaced: [UInt8]?
    /// Whether the settings changed since: what the old check says counts for nothing then.
    var isOutdated = false
  }

  private struct Stuck {
    let replaced: [UInt8]?
  }

  /// A resource that has not been rendered.
  init(_ resource: ManagedResource) {
    self.resource = resource
    plausibility = ResourceGuard(resource.settings.plausibility, record: resource.guardRecord)
    machine = ResourceMachine(quiescence: resource.settings.quiescence)
  }

  /// Takes new settings; an installation under way goes on with the old.
  func replace(_ next: ManagedResource) {
    if let mark = resource.mark { formerMark = mark }
    machine.quiescence = next.settings.quiescence
    resource = next
    plausibility.replace(next.settings.plausibility, record: next.guardRecord)
    candidate?.isOutdated = true
    memory = RenderMemory()
    refused = nil
    rejected = nil
    lastComplaint = nil
  }

  /// When it has to be looked at, if nothing happens before.
  var deadline: ContinuousClock.Instant? {
    [complaintDue, plausibility.deadline, plausibility.writeDeadline].reduce(machine.deadline) {
      guard let first = $0, let second = $1 else { return $0 ?? $1 }
      return min(first, second)
    }
  }

  /// Whether the check refused what was rendered last, or the balancer rejected it.
  var hasRefusal: Bool { refused != nil || rejected != nil }

  /// Whether the balancer rejected what was rendered last.
  var hasRejection: Bool { rejected != nil }

  /// What was refused or rejected last, by its digest; nil if nothing was, or it is to be tried
  /// again.
  var refusedDigest: String? { (rejected ?? refused).map(Installer.digest) }

  /// What was rendered is not to be installed.
  func holdBack() {
    candidate = nil
    isComplete = false
  }

  /// Lets the check see refused bytes again, at a full pass.
  func forgetRefusal() { refused = nil }

  /// Renders and compares with the destination.
  func render(
    from snapshot: Snapshot, in environment: RenderEnvironment,
    failures: [Query: WatchFailure], log: Log
  ) -> ResourceMachine.Result {
    candidate = nil
    overdue = nil
    isComplete = false
    let provider = RecordingFiles()
    let outcome = resource.render(
      from: snapshot, in: environment, files: provider, memory: memory)
    files = provider.memory
    inputs.replace(outcome.inputs, missing: outcome.missing, snapshot: snapshot)
    missing = outcome.missing
    switch outcome {
    case .complete(let bytes, _):
      isComplete = true
      return compare(bytes, log: log)
    case .incomplete(let missing, _):
      noteMissing(missing, log)
      return .incomplete
    case .failed(let error, _):
      say(
        .error, "template failed; the installed file stays",
        DiagnosticRenderer().render(error.diagnostic), log)
      return .failed
    }
  }

  /// Data that a registry has not sent yet are on their way, normally; only when they stay away a
  /// person wants to know. What does not exist may stay away for ever.
  private func noteMissing(_ missing: [MissingInput], _ log: Log) {
    let isOnItsWay = missing.allSatisfy { if case .unanswered = $0 { true } else { false } }
    let detail = ResourceUnit.summary(of: missing)
    if isOnItsWay {
      overdue = (.now + ResourceUnit.patience, detail)
    } else {
      say(.warning, "waiting for data", detail, log)
    }
  }

  /// When to call `complainOfDelay`.
  var complaintDue: ContinuousClock.Instant? { overdue?.at }

  /// Says what has been missing for long.
  func complainOfDelay(log: Log) {
    guard let (_, detail) = overdue else { return }
    overdue = nil
    say(.warning, "waiting for data", detail, log)
  }

  /// The first few, and how many more.
  private static func summary(of missing: [MissingInput]) -> String {
    let shown = missing.prefix(5).map(\.description).joined(separator: "; ")
    return missing.count > 5 ? "\(shown); and \(missing.count - 5) more" : shown
  }

  private func compare(_ bytes: [UInt8], log: Log) -> ResourceMachine.Result {
    guard let file = resource.file else {
      propose(bytes)
      return .unchanged
    }
    if bytes == refused || bytes == rejected { return .refusedBefore }
    if resource.settings.isDryRun {
      if (try? file.difference(from: bytes)) != AtomicFile.Difference.none { propose(bytes) }
      return .unchanged
    }
    var replaced: [UInt8]?
    do throws(SystemError) {
      switch try file.difference(from: bytes) {
      case _ where stuck != nil:
        replaced = stuck?.replaced
      case .none:
        lastComplaint = nil
        forgetFaults()
        return .unchanged
      case .attributesOnly:
        return repair(file, log: log)
      case .contents:
        replaced = try file.current()
      }
    } catch {
      // An unreadable destination is the installer's to report: it fails for the same reason.
      log.debug("cannot read the destination", ["error": error.description])
    }
    candidate = Candidate(bytes: bytes, replaced: replaced)
    return .changed
  }

  private func propose(_ bytes: [UInt8]) {
    if bytes != proposal?.bytes { proposal = (bytes, isShown: false) }
  }

  /// What a dry run would install, once.
  func takeProposal() -> [UInt8]? {
    guard let bytes = proposal?.bytes, proposal?.isShown == false else { return nil }
    proposal?.isShown = true
    return bytes
  }

  /// What was refused or rejected is not wanted any more; when it is, it has another chance.
  private func forgetFaults() {
    forgetRefusal()
    forgetRejection()
  }

  private func repair(_ file: AtomicFile, log: Log) -> ResourceMachine.Result {
    do throws(SystemError) {
      try file.repairAttributes()
      forgetFaults()
      log.info("mode and owner repaired", ["destination": resource.destination])
      return .unchanged
    } catch {
      say(.error, "cannot repair mode and owner", error.description, log)
      return .failed
    }
  }

  /// Notes the end of an installation and says what the machine has to know of it.
  func finish(_ outcome: InstallOutcome, log: Log) -> ResourceMachine.Installation {
    let installed = candidate
    candidate = nil
    switch outcome {
    case .committed(let commit):
      lastComplaint = nil
      refused = nil
      rejected = nil
      stuck = nil
      tell(commit, of: installed, log)
      return .committed
    case .refused(let reason):
      refused = installed?.isOutdated == false ? installed?.bytes : nil
      say(.error, "check refused the new file; the installed file stays", reason, log)
      return .refused
    case .checkFailed(let reason):
      say(.error, "check could not be run; the installed file stays", reason, log)
      return .failed
    case .writeFailed(let reason):
      say(.error, "cannot install the new file; will try again", reason, log)
      return .failed
    case .stuck(let reason, let replaced):
      stuck = Stuck(replaced: replaced)
      say(
        .error,
        "the file is new, but not the others of its group, and it could not be put back; will try "
          + "to install the others", reason, log)
      return .failed
    case .cancelled:
      return .failed
    }
  }

  private func tell(_ commit: CommitOutcome, of installed: Candidate?, _ log: Log) {
    let bytes = installed?.bytes ?? []
    // Until it is applied, what the balancer has is what was there before the first change.
    let old = if let lastChange { lastChange.oldContents } else { installed?.replaced }
    lastChange = AppliedChange.File(
      path: resource.destination, oldContents: old, newContents: bytes)
    let difference = LineStatistics(old: installed?.replaced ?? [], new: bytes)
    log.info(
      "installed",
      [
        "template": resource.name, "destination": resource.destination,
        "bytes": String(bytes.count), "lines": difference.description,
      ])
    for warning in commit.warnings {
      log.warning(warning, ["destination": resource.destination])
    }
  }

  /// Brings a mark to the place where it is to be now.
  func gatherMark(log: Log) {
    guard let formerMark else { return }
    do throws(SystemError) {
      try resource.mark?.takeOver(formerMark)
    } catch {
      log.warning(
        "cannot move the pending mark to its new place",
        ["destination": resource.destination, "error": error.description])
    }
  }

  /// The balancer has the last change.
  func noteApplied() {
    lastChange = nil
    recordedGood = nil
  }

  /// The file holds a change which an earlier run did not apply: what the balancer has is unknown,
  /// but the mark may say what it accepted before.
  func noteUnknownChange() {
    lastChange = AppliedChange.File(path: resource.destination)
    recordedGood = resource.mark?.read()?.lastGood
  }

  /// What the file was when the balancer last accepted it; nil if nobody knows.
  var lastGood: [UInt8]? { lastChange?.oldContents ?? recordedGood }

  /// Whether the balancer is known to have `lastGood`, unless it has the last change.
  var runsLastGood: Bool { lastChange?.oldContents != nil }

  /// What `lastGood` is to be once the candidate is installed; nil where nobody would ask for it.
  var goodBeforeCandidate: [UInt8]? {
    guard resource.apply.knowsItsBalancer else { return nil }
    return lastChange == nil ? candidate?.replaced : lastGood
  }

  /// Lets the balancer see the rejected bytes again, beside other files than before.
  func forgetRejection() { rejected = nil }

  /// The last change was undone: those bytes, or `contents` if nobody knows them any more, are not
  /// worth another try.
  func noteRejected(_ contents: [UInt8]?) {
    rejected = lastChange?.newContents ?? contents
    noteApplied()
  }

  /// Reads the template's file again if it changed; a broken one keeps the old. Returns whether the
  /// template is a new one.
  func refreshTemplate(log: Log) -> Bool {
    do throws(DiagnosticError) {
      guard let next = try resource.rereadTemplate() else { return false }
      resource.template = next
      memory = RenderMemory()
      lastComplaint = nil
      log.info("template read again", ["template": resource.name])
      return true
    } catch {
      say(
        .error, "changed template refused; the old one stays in force",
        DiagnosticRenderer().render(error.diagnostics), log)
      return false
    }
  }

  /// Whether a file that the last rendering read has other contents now.
  var hasChangedFiles: Bool { files.isOutdated() }

  private func say(
    _ level: Log.Level, _ message: String, _ detail: String, _ log: Log
  ) {
    if let lastComplaint, lastComplaint == (message, detail) { return }
    lastComplaint = (message, detail)
    log.write(
      level, message,
      ["template": resource.name, "destination": resource.destination, "detail": detail])
  }
}
