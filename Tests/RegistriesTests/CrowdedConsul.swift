import Foundation
import Synchronization
import TestSupport

/// A scripted Consul with many services on as many nodes, which counts, fails and refuses as the
/// test says.
final class CrowdedConsul: Sendable {
  /// What it does with requests.
  enum Mood: Sendable {
    case answering
    /// As `answering`, but the signals get no answer and no error.
    case withoutSignals
    case failing(String)
  }

  struct State {
    var mood = Mood.answering
    var index = 10
    var indices: [String: Int] = [:]
    var requests = 0
    var times: [ContinuousClock.Instant] = []
    var openConnections = 0
    var peakConnections = 0
  }

  private let state = Mutex(State())
  private let server = Mutex<ScriptedServer?>(nil)

  /// `host:port`.
  var address: String { "127.0.0.1:\(server.withLock { $0?.port ?? 0 })" }

  /// How many connections its clients hold, as the kernel knows.
  var connections: Int {
    TCPTable.connections(to: UInt16(server.withLock { $0?.port ?? 0 }))
  }

  /// The most connections there were at a time.
  var peakConnections: Int { state.withLock { $0.peakConnections } }

  /// The most requests since `reset` that came within one tenth of a second.
  var peakRequests: Int {
    let times = state.withLock { $0.times }
    var (peak, first) = (0, 0)
    for (last, time) in times.enumerated() {
      while time - times[first] > .milliseconds(100) { first += 1 }
      peak = max(peak, last - first + 1)
    }
    return peak
  }

  /// How many requests came since `reset`.
  var requests: Int { state.withLock { $0.requests } }

  init() {
    server.withLock { $0 = ScriptedServer { [self] in serve($0) } }
  }

  func stop() { server.withLock { $0 }?.stop() }

  func set(_ mood: Mood) { state.withLock { $0.mood = mood } }

  func reset() {
    state.withLock {
      $0.requests = 0
      $0.times = []
    }
  }

  /// Changes a service.
  func change(_ service: String) {
    state.withLock {
      $0.index += 1
      $0.indices[service] = $0.index
    }
  }

  private func serve(_ connection: ScriptedServer.Connection) {
    state.withLock {
      $0.openConnections += 1
      $0.peakConnections = max($0.peakConnections, $0.openConnections)
    }
    defer { state.withLock { $0.openConnections -= 1 } }
    while let request = connection.readRequest() {
      state.withLock {
        $0.requests += 1
        $0.times.append(.now)
      }
      guard answer(request.target, connection) else { return }
    }
  }

  private func answer(_ target: String, _ connection: ScriptedServer.Connection) -> Bool {
    let path = String(target.prefix { $0 != "?" })
    let asked = Self.number("index=", in: target)
    let wait = Self.number("wait=", in: target) ?? 0
    // As Consul, it lets a query wait until there is something new or the wait is over.
    for _ in 0...(wait / 5) {
      let (mood, index) = state.withLock { ($0.mood, Self.index(of: path, $0)) }
      if case .failing(let status) = mood { return connection.answer(status) }
      var isHeldBack = false
      if case .withoutSignals = mood { isHeldBack = !path.hasPrefix("/v1/health/service/") }
      if !isHeldBack, asked == nil || index != asked {
        return connection.answer(
          headers: ["X-Consul-Index: \(index)"], body: Self.body(of: path, index))
      }
      connection.pause(milliseconds: 5)
    }
    let index = state.withLock { Self.index(of: path, $0) }
    return connection.answer(
      headers: ["X-Consul-Index: \(index)"], body: Self.body(of: path, index))
  }

  private static func index(of path: String, _ state: State) -> Int {
    switch path {
    case "/v1/catalog/services": state.index
    default: state.indices[String(path.split(separator: "/").last ?? "")] ?? 1
    }
  }

  private static func body(of path: String, _ index: Int) -> String {
    switch path {
    case "/v1/catalog/services": return "{}"
    case "/v1/catalog/nodes":
      return "[" + (0..<200).map { #"{"Node":"n\#($0)","ModifyIndex":1}"# }.joined(separator: ",")
        + "]"
    case _ where path.hasPrefix("/v1/health/service/"):
      return
        #"[{"Node":{"Node":"n","Address":"a"},"Service":{"ID":"i","Service":"s","Port":\#(index)},"#
        + #""Checks":[]}]"#
    default: return "[]"
    }
  }

  private static func number(_ name: String, in target: String) -> Int? {
    guard let start = target.firstRange(of: name)?.upperBound else { return nil }
    return Int(target[start...].prefix(while: \.isNumber))
  }
}
