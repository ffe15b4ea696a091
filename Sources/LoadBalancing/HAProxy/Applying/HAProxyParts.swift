import Networking
import SystemSupport

/// A change of HAProxy's configuration, read as far as it can be.
struct HAProxyParts {
  /// The file's new contents; empty if they cannot be read.
  let newContents: [UInt8]
  /// The new text as sections; nil if HAProxy's quoting rules refuse it.
  let newConfiguration: HAProxyConfiguration?
  /// The contents that HAProxy runs; nil if nobody knows.
  let oldContents: [UInt8]?
  /// The same as sections.
  let oldConfiguration: HAProxyConfiguration?

  /// The other files of the change, with their new contents.
  let otherFiles: [(path: String, contents: [UInt8])]

  /// The paths of all files of the change, the configuration's first.
  let paths: [String]

  /// Reads a change. What the running process is known to have counts more than what the file was,
  /// unless that was something else: then somebody edited it, and maybe had HAProxy read it.
  init(_ settings: HAProxySettings, _ change: AppliedChange, known: [UInt8]?) {
    let file = change.files.first { $0.path == settings.configuration }
    otherFiles = change.files.filter { $0.path != settings.configuration }.map {
      ($0.path, $0.newContents ?? (try? FileSystem.real.read($0.path)) ?? [])
    }
    paths = [settings.configuration] + otherFiles.map(\.path)
    newContents =
      file?.newContents ?? (try? FileSystem.real.read(settings.configuration)) ?? []
    newConfiguration = try? HAProxyConfiguration(newContents)
    let before = file == nil ? newContents : file?.oldContents
    let wasEdited = file != nil && known != nil && before != nil && known != before
    oldContents = wasEdited ? nil : known ?? before
    oldConfiguration = oldContents.flatMap { try? HAProxyConfiguration($0) }
  }

  /// Whether workers which a reload replaces end after some time in any case.
  var endsOldWorkers: Bool {
    (oldConfiguration ?? newConfiguration)?.globalLines.contains { $0[0] == "hard-stop-after" }
      == true
  }

  /// The sockets of the runtime API which the running process has, most likely first.
  func runtimeSockets(_ settings: HAProxySettings) -> [SocketAddress] {
    if let sockets = settings.runtimeSockets { return sockets }
    let (old, new) = (
      oldConfiguration?.runtimeSockets ?? [], newConfiguration?.runtimeSockets ?? []
    )
    return (old + new.filter { !old.contains($0) }).reachable(from: settings.configuration)
  }
}

extension [SocketAddress] {
  /// The sockets of the HAProxy that runs with a configuration, which may have other paths here.
  func reachable(from configuration: String) -> [SocketAddress] {
    // Looking at all processes costs more than asking a socket that is there.
    let isMissing = contains { address in
      if case .path(let path) = address { !FileSystem.real.exists(path) } else { false }
    }
    guard isMissing, let process = HAProxyProcess.running(configuration) else { return self }
    return map(process.reachable)
  }
}

extension AppliedChange {
  /// The same change with the contents that the files have now.
  var installed: AppliedChange {
    AppliedChange(
      files: files.map { file in
        File(
          path: file.path, oldContents: file.oldContents,
          newContents: (try? FileSystem.real.read(file.path)) ?? file.newContents)
      })
  }
}
