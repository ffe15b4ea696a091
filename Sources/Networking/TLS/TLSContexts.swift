import CSystem
import SystemSupport

/// The contexts in use. They are made anew when one of their files is another one, and after a
/// while in any case, as what a file of authorities holds may lie in other files.
///
/// Used only on the loop's thread.
struct TLSContexts {
  private var known: [(settings: TLSSettings, entry: Entry)] = []

  private struct Entry {
    let context: TLSContext
    let files: [FileSystem.Status?]
    let until: Int64
  }

  private static let lifetime = Duration.seconds(60)

  /// The context for settings, which offers these protocols.
  mutating func context(
    _ settings: TLSSettings, protocols: [String]
  ) throws(AnswerFault) -> TLSContext {
    let now = cs_monotonic_nanoseconds()
    let files = TLSContexts.files(of: settings)
    known.removeAll { $0.entry.until <= now || $0.settings == settings && $0.entry.files != files }
    if let found = known.first(where: { $0.settings == settings }) { return found.entry.context }
    let context = try TLSContext(settings, protocols: protocols)
    let until = TransferTime.sum(now, TLSContexts.lifetime)
    known.append((settings, Entry(context: context, files: files, until: until)))
    return context
  }

  private static func files(of settings: TLSSettings) -> [FileSystem.Status?] {
    let paths = [
      settings.caFile, settings.caDirectory, settings.certificateFile, settings.keyFile,
    ]
    return paths.map { path in path.flatMap { try? FileSystem().status($0) } }
  }
}
