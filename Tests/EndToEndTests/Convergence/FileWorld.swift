import Foundation
import TestSupport

/// A file that is replaced, written in place piece by piece, broken and removed.
final class FileWorld: ConvergenceWorld {
  let name = "file"
  let knowsHealth = true
  let proxy: FaultyProxy? = nil
  private let folder: TemporaryDirectory
  private var truth = ConvergenceTruth()
  private var count = 0

  init() throws { folder = try TemporaryDirectory() }

  var configuration: String {
    """
    [registry.file]
    path = "\(folder.file("data.toml"))"
    """
  }

  func start() async throws { try write() }

  func put(_ key: String, _ value: String) throws {
    truth.keys[key] = value
    try write()
  }

  func delete(_ key: String) throws {
    truth.keys[key] = nil
    try write()
  }

  func register(_ id: String, _ instance: ConvergenceTruth.Instance) throws {
    truth.instances[id] = instance
    try write()
  }

  func deregister(_ id: String, of service: String) throws {
    truth.instances[id] = nil
    try write()
  }

  /// The file is gone for a moment.
  func restart() async throws {
    try FileManager.default.removeItem(atPath: folder.file("data.toml"))
    try write()
  }

  /// The file is broken, or whole again.
  func setFrozen(_ isFrozen: Bool) throws {
    if isFrozen {
      try folder.write("[keys\nbroken", to: "data.toml")
    } else {
      try write()
    }
  }

  func stop() async throws {}

  /// In turns by replacement, in place at once, and in place in two pieces.
  private func write() throws {
    count += 1
    let text = self.text
    switch count % 3 {
    case 0:
      try folder.write(text, to: "next")
      guard rename(folder.file("next"), folder.file("data.toml")) == 0 else {
        throw TestSupportError("cannot replace the file")
      }
    case 1: try folder.write(text, to: "data.toml")
    default:
      try folder.write(String(text.prefix(text.count / 2)), to: "data.toml")
      try folder.write(text, to: "data.toml")
    }
  }

  private var text: String {
    var lines = ["# data", "[keys]"]
    lines += truth.keys.map { "\"\($0.key)\" = \"\($0.value)\"" }
    for (id, instance) in truth.instances {
      lines += [
        "[[service]]", "name = \"\(instance.service)\"", "id = \"\(id)\"",
        "address = \"127.0.0.1\"", "port = \(instance.port)",
        "status = \"\(instance.isPassing ? "passing" : "critical")\"",
      ]
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
