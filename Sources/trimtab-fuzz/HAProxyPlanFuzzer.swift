import LoadBalancing

/// Two configurations of HAProxy in one input, divided by a line `====`: no crash, no hang; a text
/// differs from itself in nothing; and a process that was given the plan's commands has what one
/// has that was started from the new text.
enum HAProxyPlanFuzzer {
  static func check(_ bytes: UnsafeBufferPointer<UInt8>) {
    let halves = split(Array(bytes))
    guard let old = try? HAProxyConfiguration(halves.old),
      let new = try? HAProxyConfiguration(halves.new)
    else { return }
    let (before, after) = (BalancerLayout(old), BalancerLayout(new))
    for version in [HAProxyVersion(2, 4), HAProxyVersion(2, 6, 12), HAProxyVersion(3, 2)] {
      check(from: before, to: before, version, isSame: true)
      check(from: before, to: after, version, isSame: false)
      check(from: after, to: before, version, isSame: false)
    }
  }

  private static func check(
    from old: BalancerLayout, to new: BalancerLayout, _ version: HAProxyVersion, isSame: Bool
  ) {
    var live = LiveServers(startedFrom: old)
    let plan = HAProxyPlanner.plan(old: old, new: new, live: live, version: version)
    _ = plan.summary
    precondition(!isSame || plan.way == .nothing, "a text differs from itself in nothing")
    guard plan.way != .reload else { return }
    for operation in plan.operations { live.perform(operation) }
    precondition(
      plan.commands.allSatisfy { !$0.utf8.contains(0x0A) && !$0.utf8.contains(0x3B) },
      "a command is one command")
    let rest = HAProxyPlanner.plan(old: new, new: new, live: live, version: version)
    precondition(rest.way == .nothing, "the commands lead to the new text")
  }

  /// At the first line `====`; without one both are the whole.
  private static func split(_ bytes: [UInt8]) -> (old: [UInt8], new: [UInt8]) {
    let mark = Array("====\n".utf8)
    var start = 0
    while start + mark.count <= bytes.count {
      if bytes[start..<(start + mark.count)].elementsEqual(mark),
        start == 0 || bytes[start - 1] == 0x0A
      {
        return (Array(bytes[..<start]), Array(bytes[(start + mark.count)...]))
      }
      start += 1
    }
    return (bytes, bytes)
  }
}

extension LiveServers {
  /// What HAProxy does with a command.
  fileprivate mutating func perform(_ operation: RuntimeOperation) {
    let place = operation.place
    var server = self[place.backend, place.server]
    switch operation {
    case .add(_, let new):
      precondition(server == nil || new.replacesLeftover, "a server is added once")
      let address = ServerAddress(new.address)
      precondition(address != nil, "only literal addresses are added")
      let at = new.words.firstIndex(of: "weight")
      let weight = at.flatMap { Int(new.words[$0 + 1].description) } ?? 1
      server = LiveServer(
        host: address?.host ?? "", port: address?.port ?? 0, weight: weight,
        administration: new.isEnabled ? [] : .forcedMaintenance)
    case .setAddress(_, let address):
      server?.host = address.host
      server?.port = address.port
    case .setWeight(_, let weight): server?.weight = weight
    case .setMaxConnections: break
    case .setState(_, .ready):
      server?.administration.subtract([.forcedMaintenance, .forcedDrain])
    case .setState(_, .drain): server?.administration.insert(.forcedDrain)
    case .setState(_, .maintenance): server?.administration.insert(.forcedMaintenance)
    case .remove: server = nil
    }
    self[place.backend, place.server] = server
  }
}
