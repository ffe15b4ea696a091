import Foundation
import TestSupport

/// The file of a `ChangingRegistry`.
final class ChangingFile {
  var registry: ChangingRegistry
  /// How many changes were made.
  private(set) var changes = 0
  private let folder: TemporaryDirectory
  /// Who has the port at which the balancer is told to listen: also when that is heard of late.
  private var occupant: SilentListener?

  init(_ folder: TemporaryDirectory, _ registry: ChangingRegistry) {
    self.folder = folder
    self.registry = registry
  }

  /// Puts the registry's text in place in one step.
  func write() throws {
    try folder.write(registry.text, to: "services.new")
    rename(folder.file("services.new"), folder.file("services.toml"))
  }

  /// Changes the registry at a steady pace.
  func change(times: Int, every pause: Duration) async throws {
    for _ in 0..<times {
      registry.change()
      try write()
      changes += 1
      _ = await eventually(within: pause, every: pause) { false }
    }
  }

  /// Goes on while the check refuses what comes of it, accepts it, and both once more.
  func changeRefused(times: Int, every pause: Duration) async throws {
    for isBroken in [true, false, true, false] {
      registry.isBroken = isBroken
      try await change(times: times / 4, every: pause)
    }
  }

  /// Goes on while the balancer cannot listen at its port, can, and both once more.
  func changeUnbound(times: Int, every pause: Duration) async throws {
    let occupant = try SilentListener()
    self.occupant = occupant
    let own = registry.bind
    for port in [occupant.port, own, occupant.port, own] {
      registry.bind = port
      try await change(times: times / 4, every: pause)
    }
  }
}

extension HAProxyServer {
  /// Answers every request at a port of all addresses.
  func startAnswering(at port: UInt16) async throws {
    try write(
      preamble + """
        frontend origin
          bind 0.0.0.0:\(port)
          http-request return status 200 content-type text/plain string fine

        """)
    try await start()
  }
}
