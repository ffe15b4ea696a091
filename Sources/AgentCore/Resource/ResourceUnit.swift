import Diagnostics
import RegistryCore
import Rendering
import SystemSupport
import TemplateLanguage

/// One resource at work: its machine, what its last rendering used, and what was said about it.
struct ResourceUnit {
  /// The resource as configured now.
  private(set) var resource: ManagedResource
  /// Decides what happens next.
  var machine: ResourceMachine
  /// What the last rendering used.
  private(set) var inputs = ResourceInputs()
  /// The bytes to be installed.
  private(set) var candidate: [UInt8]?
  /// The bytes which the check refused last.
  private var refused: [UInt8]?
  /// The texts of the files which the last rendering read.
  private var fileTexts: [String: [UInt8]?] = [:]
  /// What was last logged, so that it is said once.
  private var lastComplaint: String?

  /// A resource that has not been rendered.
  init(_ resource: ManagedResource) {
    self.resource = resource
    machine = ResourceMachine(quiescence: resource.settings.quiescence)
  }

  /// Takes new settings; the state of an installation under way stays.
  mutating func replace(_ next: ManagedResource) {
    if next.settings.quiescence != resource.settings.quiescence {
      machine.quiescence = next.settings.quiescence
    }
    resource = next
    refused = nil
  }

  /// Lets the check see refused bytes again, at a full pass.
  mutating func forgetRefusal() { refused = nil }

  /// Renders and compares with the destination.
  mutating func render(
    from snapshot: Snapshot, in environment: RenderEnvironment,
    failures: [Query: WatchFailure], log: Log
  ) -> ResourceMachine.Result {
    candidate = nil
    let files = RecordingFileProvider()
    defer { fileTexts = files.texts }
    do throws(TemplateError) {
      let outcome = try resource.render(from: snapshot, in: environment, files: files)
      inputs.replace(outcome.inputs, missing: outcome.missing, snapshot: snapshot)
      guard case .complete(let bytes, _) = outcome else {
        complain(.info, about: outcome.missing, failures, log)
        return .incomplete
      }
      return compare(bytes, log: log)
    } catch {
      say(.error, "template failed; the installed file stays", error.report, log)
      return .failed
    }
  }

  private mutating func compare(_ bytes: [UInt8], log: Log) -> ResourceMachine.Result {
    guard let target = resource.target else { return .unchanged }
    if bytes == refused { return .refusedBefore }
    do throws(SystemError) {
      guard try target.differs(from: bytes) else {
        lastComplaint = nil
        return .unchanged
      }
    } catch {
      // An unreadable destination is the installer's to report: it will fail with the same reason.
      log.debug("cannot read the destination", ["error": error.description])
    }
    candidate = bytes
    return .changed
  }

  /// Notes the end of an installation and says what the machine has to know of it.
  mutating func finish(_ outcome: InstallOutcome, log: Log) -> ResourceMachine.Installation {
    let bytes = candidate
    candidate = nil
    switch outcome {
    case .committed(let change):
      lastComplaint = nil
      refused = nil
      log.info(
        "installed", ["template": resource.name, "destination": resource.destination] )
      _ = change
      return .committed
    case .refused(let output):
      refused = bytes
      say(.error, "check refused the new file; the installed file stays", output, log)
      return .refused
    case .checkFailed(let reason):
      say(.error, "check could not run; the installed file stays", reason, log)
      return .failed
    case .writeFailed(let reason):
      say(.error, "cannot install the new file; will try again", reason, log)
      return .failed
    case .cancelled:
      return .failed
    }
  }

  /// Reads the template's file again if it changed; a broken one keeps the old. Returns whether the
  /// template is a new one.
  mutating func refreshTemplate(log: Log) -> Bool {
    do throws(DiagnosticError) {
      guard let next = try resource.rereadTemplate() else { return false }
      resource.template = next
      log.info("template read again", ["template": resource.name])
      return true
    } catch {
      say(
        .error, "changed template refused; the old one stays in force",
        DiagnosticRenderer().render(error.diagnostics), log)
      return false
    }
  }

  /// Whether a file that the last rendering read has another text now.
  func hasChangedFiles() -> Bool {
    fileTexts.contains { RecordingFileProvider.text(of: $0.key) != $0.value }
  }

  private mutating func complain(
    _ level: Log.Level, about missing: [MissingInput], _ failures: [Query: WatchFailure],
    _ log: Log
  ) {
    let waiting = missing.filter { $0.query.map { failures[$0] == nil } ?? true }
    guard !waiting.isEmpty else { return }
    say(
      level, "waiting for data", waiting.map(\.description).sorted().joined(separator: ", "), log)
  }

  private mutating func say(
    _ level: Log.Level, _ message: String, _ detail: String, _ log: Log
  ) {
    let complaint = message + detail
    guard complaint != lastComplaint else { return }
    lastComplaint = complaint
    log.write(
      level, message,
      ["template": resource.name, "destination": resource.destination, "detail": detail])
  }
}
