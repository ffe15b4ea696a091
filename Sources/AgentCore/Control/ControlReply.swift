import DataFormats
import Networking
import SystemSupport
import Values

#if canImport(Glibc)
  import Glibc
#endif

/// What the agent answers to requests.
struct ControlReply: Sendable {
  /// Whom to ask.
  let agent: Agent
  /// The program's version.
  let version: String
  private let started = ContinuousClock.now

  init(agent: Agent, version: String) {
    self.agent = agent
    self.version = version
  }

  /// A JSON request ends with its line, one of HTTP with its head.
  static func isComplete(_ bytes: ArraySlice<UInt8>) -> Bool {
    bytes.first == UInt8(ascii: "{") ? bytes.last == 0x0A : ProbeRequest.isComplete(bytes)
  }

  /// The answer to a request on the unix socket.
  func answer(_ bytes: [UInt8], limit: Int) async -> [UInt8] {
    guard bytes.first == UInt8(ascii: "{") else { return await http(bytes, limit: limit) }
    guard bytes.count < limit else { return refusal("the request is too long") }
    guard let root = (try? JSONTape(bytes, limits: .init(depth: 8)))?.root else {
      return refusal("the request is no JSON")
    }
    guard root["version"]?.int64 == Int64(ControlServer.version) else {
      return refusal("expected version \(ControlServer.version) of requests")
    }
    switch root["command"]?.string {
    case "status": return await status()
    case "approve": return await approve(root["resource"]?.string)
    default: return refusal("expected the command `status` or `approve`")
    }
  }

  /// The answer to a request over HTTP.
  func http(_ bytes: [UInt8], limit: Int) async -> [UInt8] {
    switch ProbeRequest(bytes, limit: limit) {
    case .refused(let status): return ProbeRequest.answer(status, "refused\n")
    case .get("/metrics", let isHead):
      return ProbeRequest.answer(
        200, await agent.metricsText(version: version), type: "text/plain; version=0.0.4",
        isHead: isHead)
    case .get("/healthz", let isHead):
      // That the agent answers is what is asked.
      _ = await agent.status()
      return ProbeRequest.answer(200, "ok\n", isHead: isHead)
    case .get("/readyz", let isHead):
      let isReady = await agent.status().isReady
      return ProbeRequest.answer(
        isReady ? 200 : 503, isReady ? "ready\n" : "waiting for data\n", isHead: isHead)
    case .get(_, let isHead):
      return ProbeRequest.answer(404, "no such page\n", isHead: isHead)
    }
  }

  private func status() async -> [UInt8] {
    let status = await agent.status()
    var object = JSONObjectText()
    object.add("version", ControlServer.version)
    object.add("trimtab", version)
    object.add("pid", Int(getpid()))
    object.add("uptime_seconds", Int((ContinuousClock.now - started).milliseconds / 1000))
    object.add("ready", status.isReady)
    object.add("registries", status.registries.map(ControlReply.text))
    object.add("resources", status.resources.map(ControlReply.text))
    object.add("balancers", await agent.balancers().map(ControlReply.text))
    return object.line
  }

  private func approve(_ name: String?) async -> [UInt8] {
    guard let released = await agent.approve(name) else {
      return refusal(
        "no template has the name or destination `\(name ?? "")`; `trimtab status` lists them")
    }
    var object = JSONObjectText()
    object.add("version", ControlServer.version)
    object.add("approved", released)
    return object.line
  }

  private func refusal(_ message: String) -> [UInt8] {
    var object = JSONObjectText()
    object.add("version", ControlServer.version)
    object.add("error", message)
    return object.line
  }

  private static func text(_ registry: AgentStatus.Registry) -> JSONObjectText {
    var object = JSONObjectText()
    object.add("name", registry.name)
    object.add("reachable", registry.error == nil)
    object.add("queries", registry.queryCount)
    object.add("stale", registry.staleCount)
    object.add("unanswered", registry.unansweredCount)
    if let count = registry.sharedCount { object.add("shared", count) }
    if let error = registry.error { object.add("error", error) }
    if let age = registry.errorAge { object.add("error_seconds", Int(age)) }
    return object
  }

  private static func text(_ balancer: AgentStatus.Balancer) -> JSONObjectText {
    var object = JSONObjectText()
    object.add("configuration", balancer.configuration)
    object.add("old_workers", balancer.oldWorkerCount)
    if let age = balancer.oldestAge { object.add("oldest_seconds", Int(age)) }
    return object
  }

  private static func text(_ resource: AgentStatus.Resource) -> JSONObjectText {
    var object = JSONObjectText()
    object.add("name", resource.name)
    object.add("destination", resource.destination)
    object.add("state", resource.state)
    for (key, time) in [
      ("rendered", resource.rendered), ("committed", resource.committed),
      ("applied", resource.applied),
    ] {
      if let time { object.add(key, UTCTime.text(nanoseconds: time)) }
    }
    object.add("pending", resource.isPending)
    if let trouble = resource.trouble { object.add("trouble", trouble) }
    if let refused = resource.refused {
      var version = JSONObjectText()
      version.add("digest", refused.digest)
      if let time = refused.time { version.add("time", UTCTime.text(nanoseconds: time)) }
      object.add("refused", version)
    }
    if let retry = resource.retry { object.add("retry_milliseconds", Int(retry)) }
    object.add(
      "held",
      resource.held.map { item in
        var held = JSONObjectText()
        held.add("query", item.query)
        held.add("reason", item.reason)
        held.add("seconds", Int(item.age))
        if let remaining = item.remaining { held.add("remaining_seconds", Int(remaining)) }
        held.add("serves_last_answer", item.servesOld)
        return held
      })
    return object
  }
}
