import Foundation
import TestSupport

/// Random writes and faults, and the truth that they leave.
final class RandomHistory {
  private(set) var truth = ConvergenceTruth()
  /// What went wrong on purpose, newest last.
  private(set) var faults: [String] = []
  private let world: any ConvergenceWorld
  private var random: SeededGenerator
  private var writes = 0

  init(world: any ConvergenceWorld, seed: UInt64) {
    self.world = world
    random = SeededGenerator(seed: seed)
  }

  var summary: String { "\(writes) writes, \(faults.count) faults" }

  /// Some faults with writes before, during and after them; everything is healed at the end.
  func runEpoch() async throws {
    for _ in 0..<Int.random(in: 1...4, using: &random) {
      try write(Int.random(in: 1...40, using: &random))
      try await disturb()
      try write(Int.random(in: 0...10, using: &random))
    }
  }

  // MARK: - writes

  private func write(_ count: Int) throws {
    for _ in 0..<count {
      writes += 1
      if Int.random(in: 0..<3, using: &random) == 0 { try writeInstance() } else { try writeKey() }
    }
  }

  private func writeKey() throws {
    let folder = Int.random(in: 0..<6, using: &random)
    let key = "r/\(folder)/k\(Int.random(in: 0..<6, using: &random))"
    if Int.random(in: 0..<3, using: &random) == 0 {
      guard truth.keys.removeValue(forKey: key) != nil else { return }
      try world.delete(key)
    } else {
      // Values come back, so that something is often written as it was.
      let value = "v\(Int.random(in: 0..<50, using: &random))"
      truth.keys[key] = value
      try world.put(key, value)
    }
  }

  private func writeInstance() throws {
    let service = "s\(Int.random(in: 0..<3, using: &random))"
    let id = "\(service)-\(Int.random(in: 0..<5, using: &random))"
    if Int.random(in: 0..<3, using: &random) == 0 {
      guard truth.instances.removeValue(forKey: id) != nil else { return }
      try world.deregister(id, of: service)
    } else {
      let isPassing = !world.knowsHealth || Int.random(in: 0..<3, using: &random) > 0
      let instance = ConvergenceTruth.Instance(
        service: service, port: Int.random(in: 1000..<1010, using: &random), isPassing: isPassing)
      truth.instances[id] = instance
      try world.register(id, instance)
    }
  }

  // MARK: - faults

  private func disturb() async throws {
    switch Int.random(in: 0..<11, using: &random) {
    case 0:
      note("restart")
      try await world.restart()
    case 1:
      let pause = Int.random(in: 1..<40, using: &random) * 100
      note("halt of \(pause) ms")
      try world.setFrozen(true)
      _ = await eventually(within: .milliseconds(pause)) { false }
      try world.setFrozen(false)
    case 2:
      note("reset")
      world.proxy?.resetAll()
    case 3:
      note("connections are forgotten")
      world.proxy?.forgetAll()
    default: try await disturbConnections()
    }
  }

  private func note(_ fault: String) { faults.append(fault) }

  private func disturbConnections() async throws {
    guard let proxy = world.proxy else { return }
    let fault = connectionFault()
    let pause = Int.random(in: 1..<25, using: &random) * 100
    note("\("\(fault)".prefix(60)) for \(pause) ms")
    proxy.set(fault)
    if Bool.random(using: &random) { proxy.resetAll() }
    try write(Int.random(in: 1...30, using: &random))
    _ = await eventually(within: .milliseconds(pause)) { false }
    try write(Int.random(in: 0...5, using: &random))
    proxy.set(.none)
    if Bool.random(using: &random) { proxy.resetAll() }
  }

  private func connectionFault() -> FaultyProxy.Fault {
    switch Int.random(in: 0..<8, using: &random) {
    case 0: return .refuse
    case 1: return .hold
    case 2: return .delay(milliseconds: Int.random(in: 1..<300, using: &random))
    case 3: return .drip(milliseconds: Int.random(in: 0..<3, using: &random))
    case 4: return .cut(after: Int.random(in: 0..<2000, using: &random))
    case 5: return .reset(after: Int.random(in: 0..<2000, using: &random))
    case 6: return .answer([FaultyProxy.Piece(Array(RandomHistory.errorPage.utf8))])
    default: return .answer([FaultyProxy.Piece(Array(RandomHistory.halfJSON.utf8))])
    }
  }

  private static let errorPage =
    "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nX-Consul-Index: 7\r\nX-Etcd-Index: 7\r\n"
    + "Content-Length: 31\r\n\r\n<html><body>Oh no!</body></html>"

  private static let halfJSON =
    "HTTP/1.1 200 OK\r\nX-Consul-Index: 7\r\nX-Etcd-Index: 7\r\nContent-Length: 12\r\n\r\n"
    + #"[{"Key": "r/"#
}
