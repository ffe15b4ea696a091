import Diagnostics
import SystemSupport

/// The file of `--output`.
enum ResultFile {
  /// Writes it in one step; a private one is for the owner alone.
  static func write(
    _ bytes: [UInt8], to path: String, isPrivate: Bool = false, _ messages: Messages
  ) -> ExitStatus {
    var target = AtomicFile.Target(path: path)
    if isPrivate { target.mode = 0o600 }
    do throws(SystemError) {
      for warning in try AtomicFile(target).stage(bytes).commit().warnings {
        messages.show([Diagnostic(.warning, code: "output", warning)])
      }
      return .success
    } catch {
      messages.show([Diagnostic(code: "output", "\(error)")])
      return .cannotWrite
    }
  }
}
