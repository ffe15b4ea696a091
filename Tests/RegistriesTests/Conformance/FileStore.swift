import Foundation
import Registries
import RegistryCore
import TestSupport

/// A file of keys and services.
final class FileStore: TestedStore {
  let name = "file"
  let traits: Set<StoreTrait> = [.changes, .outages, .oddKeys, .plenty, .services]
  private let folder = TemporaryDirectory.fresh
  private var keys: [String: String] = [:]
  private var instances: [String: (service: String, port: Int)] = [:]

  func start() throws { try write() }
  func kill() async throws { try FileManager.default.removeItem(atPath: folder.file("a.toml")) }
  func freeze() throws { try folder.write("[keys\n", to: "a.toml") }
  func thaw() throws { try write() }

  func put(_ pairs: [(path: String, value: [UInt8])]) throws {
    for (path, value) in pairs { keys[path] = String(decoding: value, as: UTF8.self) }
    try write()
  }

  func delete(_ path: String) throws {
    keys[path] = nil
    try write()
  }

  func register(_ service: String, _ added: [String: Int]) throws {
    for (id, port) in added { instances["\(service).\(id)"] = (service, port) }
    try write()
  }

  func deregister(_ id: String, of service: String) throws {
    instances["\(service).\(id)"] = nil
    try write()
  }

  func registry(at port: UInt16?, isHasty: Bool) throws -> any Registry {
    FileRegistry(path: folder.file("a.toml"), wait: .seconds(20))
  }

  private func write() throws {
    var lines = ["[keys]"]
    lines += keys.map { "\(FileStore.quoted($0.key)) = \(FileStore.quoted($0.value))" }
    for (id, instance) in instances {
      lines += [
        "[[service]]", "name = \"\(instance.service)\"", "id = \"\(id)\"",
        "address = \"127.0.0.1\"", "port = \(instance.port)",
      ]
    }
    try folder.write(lines.joined(separator: "\n") + "\n", to: "next")
    guard rename(folder.file("next"), folder.file("a.toml")) == 0 else {
      throw TestSupportError("cannot replace the file")
    }
  }

  private static func quoted(_ text: String) -> String {
    let escaped = text.replacingOccurrences(of: "\\", with: "\\\\")
      .replacingOccurrences(of: "\"", with: "\\\"").replacingOccurrences(of: "\n", with: "\\n")
      .replacingOccurrences(of: "\u{1}", with: "\\u0001")
    return "\"\(escaped)\""
  }
}
