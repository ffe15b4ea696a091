package import RegistryCore
package import Rendering
import SystemSupport
import Values

/// Makes a recording of everything that the resources of an assembly look at.
package struct Recorder: Sendable {
  private let assembly: Assembly

  /// A recorder for an assembly.
  package init(_ assembly: Assembly) { self.assembly = assembly }

  /// Renders every resource from readings that are complete, and records what was used.
  package func record(_ snapshot: Snapshot) -> Recording {
    var recording = Recording()
    var variables: [Bytes: Bytes?] = [:]
    var environment = assembly.environment
    environment.time = environment.time ?? WallClock.nanosecondsSince1970
    recording.time = environment.time
    let files = RecordingFiles()
    for resource in assembly.resources {
      let inputs = resource.render(from: snapshot, in: environment, files: files).inputs
      for query in inputs.queries {
        if let reading = snapshot[query] { recording.add(reading.value, for: Bytes(query.text)) }
      }
      for name in inputs.environmentNames.map({ Bytes($0) }) {
        variables[name] = .some(environment.variables[name])
      }
    }
    recording.environment = variables
    recording.files = Recorder.files(files.memory)
    return recording
  }

  /// The configuration's are not recorded: templates are what a replay tries out, and a key ring
  /// must not leave its machine.
  private static func files(_ memory: RecordingFiles.Memory) -> [Bytes: Recording.File] {
    var files: [Bytes: Recording.File] = [:]
    for (path, isThere) in memory.existence { files[Bytes(path)] = isThere ? .exists : .missing }
    for (path, contents) in memory.contents where !memory.configuration.contains(path) {
      if let contents {
        files[Bytes(path)] = .contents(Bytes(contents))
      } else if files[Bytes(path)] == nil {
        files[Bytes(path)] = .missing
      }
    }
    return files
  }
}
