/// Makes plans. Pure: the same texts and state give the same plan.
package struct HAProxyPlanner: Sendable {
  private let rules: DynamicServerRules
  private let live: LiveServers
  private let draining: [Word: [ServerLine]]
  private let attempted: [Word: [ServerLine]]
  private var plan = HAProxyPlan()
  private static let reasonLimit = 5
  /// Above so many additions to one backend HAProxy is quicker with a reload.
  private static let additionLimit = 2000

  /// The way from `old` to `new` for a process of a version and a state; without a state for one
  /// that has just read `old`. `draining` are servers by backend which `old` has no more but which
  /// still finish their requests; `attempted` those which an apply that did not come to its end may
  /// have added.
  package static func plan(
    old: BalancerLayout, new: BalancerLayout, live: LiveServers?, version: HAProxyVersion,
    draining: [Word: [ServerLine]] = [:], attempted: [Word: [ServerLine]] = [:]
  ) -> HAProxyPlan {
    var planner = HAProxyPlanner(
      rules: DynamicServerRules(version: version, running: old),
      live: live ?? LiveServers(startedFrom: old), draining: draining, attempted: attempted)
    planner.compare(old, new)
    planner.plan.sort()
    if !planner.plan.reasons.isEmpty { planner.plan.operations = [] }
    return planner.plan
  }

  private init(
    rules: DynamicServerRules, live: LiveServers, draining: [Word: [ServerLine]],
    attempted: [Word: [ServerLine]]
  ) {
    self.rules = rules
    self.live = live
    self.draining = draining
    self.attempted = attempted
  }

  private mutating func compare(_ old: BalancerLayout, _ new: BalancerLayout) {
    if let line = new.firstCondition ?? old.firstCondition {
      // Which servers there are is then not known, but what is the same needs nothing.
      if old.isSame(as: new) { return }
      return need("conditions (line \(line)) are only known to HAProxy")
    }
    if let name = new.repeatedName ?? old.repeatedName {
      // The running process knows servers by their backend's name.
      if old.isSame(as: new) { return }
      return need("two sections with servers are named `\(name)`")
    }
    plan.reasons = LayoutComparison(old: old, new: new).reasons
    guard plan.reasons.isEmpty else { return }
    for (before, after) in zip(old.parts, new.parts) {
      guard case .backend(_, let left) = before, case .backend(_, let right) = after else {
        continue
      }
      compare(left, right, of: old)
    }
  }

  private mutating func need(_ reason: String) {
    if plan.reasons.count < HAProxyPlanner.reasonLimit { plan.reasons.append(reason) }
  }

  private mutating func compare(
    _ old: BackendSection, _ new: BackendSection, of layout: BalancerLayout
  ) {
    if new.isDisabled {
      // HAProxy has no servers of it.
      if !old.servers.elementsEqual(new.servers, by: { $0.isSame(as: $1) }) {
        need("backend \(new.name) is disabled, and its servers differ")
      }
      return
    }
    let before = Dictionary(old.servers.map { ($0.name, $0) }) { first, _ in first }
    let after = Set(new.servers.map(\.name))
    guard before.count == old.servers.count, after.count == new.servers.count else {
      if !old.servers.elementsEqual(new.servers, by: { $0.isSame(as: $1) }) {
        need("backend \(new.name) has two servers of one name")
      }
      return
    }
    let draining = draining[new.name] ?? []
    let leftovers = Dictionary(grouping: draining + (attempted[new.name] ?? []), by: \.name)
    var additions = 0
    for server in new.servers {
      if let earlier = before[server.name] ?? returning(server, of: leftovers, in: new) {
        change(server, from: earlier, in: new)
      } else {
        additions += 1
        add(server, to: new)
      }
    }
    if additions > HAProxyPlanner.additionLimit {
      need("\(additions) new servers in backend \(new.name) are quicker by a reload")
    }
    remove(old.servers.filter { !after.contains($0.name) }, from: old, of: layout)
    removeStrangers(from: new, known: after.union(before.keys).union(draining.map(\.name)))
  }

  /// The line which a server of the process has that is not of the old text, if it can go on
  /// working as `server`.
  private func returning(
    _ server: ServerLine, of leftovers: [Word: [ServerLine]], in backend: BackendSection
  ) -> ServerLine? {
    guard let candidates = leftovers[server.name], live[backend.name, server.name] != nil else {
      return nil
    }
    let settings = server.settings.without(HAProxyPlanner.changeable)
    let isSame = candidates.allSatisfy {
      $0.settings.without(HAProxyPlanner.changeable) == settings
    }
    return isSame ? candidates.first : nil
  }

  // MARK: - A server that stays

  private static let changeable: [Word] = ["weight", "maxconn", "disabled"]

  private mutating func change(
    _ server: ServerLine, from old: ServerLine, in backend: BackendSection
  ) {
    let place = ServerPlace(backend.name, server.name)
    let isSame = server.isSame(as: old)
    if !isSame, let keyword = HAProxyPlanner.lasting(server, old).first {
      return need("server \(place) (line \(server.number)): `\(keyword)` differs")
    }
    guard server.name.isName, backend.name.isName else {
      if !isSame { need("server \(place) cannot be named in the runtime API") }
      return
    }
    guard let running = live[backend.name, server.name] else {
      return restore(server, in: backend)
    }
    setAddress(place, server, old, running)
    setWeight(place, server, old, running, in: backend)
    setMaxConnections(place, server, old)
    setState(place, server, old, running)
    if isSame, plan.operations.last?.place == place {
      plan.drift.append("server \(place) is other than configured")
    }
  }

  /// The keywords that differ and that no command changes.
  private static func lasting(_ server: ServerLine, _ old: ServerLine) -> [Word] {
    guard server.settings != old.settings else { return [] }
    return server.settings.without(changeable).differences(from: old.settings.without(changeable))
  }

  private mutating func setAddress(
    _ place: ServerPlace, _ server: ServerLine, _ old: ServerLine, _ running: LiveServer
  ) {
    // Which is so for nearly all, and comparing texts is quicker than reading addresses.
    if server.address == old.address, running.isWritten(server.address) { return }
    guard let address = server.literalAddress, old.literalAddress != nil,
      !server.settings.has("resolvers")
    else {
      if server.address != old.address {
        need("server \(place) (line \(server.number)): its address is not a literal one")
      }
      return
    }
    if running.address != address { plan.operations.append(.setAddress(place, address)) }
  }

  private mutating func setWeight(
    _ place: ServerPlace, _ server: ServerLine, _ old: ServerLine, _ running: LiveServer,
    in backend: BackendSection
  ) {
    guard let weight = server.weight else {
      if server.isSame(as: old) { return }
      return need("server \(place) (line \(server.number)): its weight is no number")
    }
    if server.hasAgent {
      // What an agent says is in percent of the weight that HAProxy started with.
      if weight != old.weight {
        need("server \(place) (line \(server.number)): another weight, and it has an agent")
      }
      return
    }
    guard running.weight != weight else { return }
    if let reason = backend.staticReason {
      need("server \(place): another weight, and \(reason)")
    } else {
      plan.operations.append(.setWeight(place, weight))
    }
  }

  private mutating func setMaxConnections(
    _ place: ServerPlace, _ server: ServerLine, _ old: ServerLine
  ) {
    guard old.settings["maxconn"] != server.settings["maxconn"] else { return }
    let limits = [old, server].map { $0.settings["maxconn"]?.description ?? "0" }
    guard limits[0] != limits[1] else { return }
    guard let limit = Int(limits[1]), limit >= 0, !server.settings.has("minconn") else {
      return need("server \(place) (line \(server.number)): `maxconn` differs")
    }
    plan.operations.append(.setMaxConnections(place, limit))
  }

  private mutating func setState(
    _ place: ServerPlace, _ server: ServerLine, _ old: ServerLine, _ running: LiveServer
  ) {
    // What its agent says counts, until the configuration says something else.
    guard !server.hasAgent || server.isDisabled != old.isDisabled else { return }
    let isKept = running.administration.contains(.forcedMaintenance)
    let isDrained = running.administration.contains(.forcedDrain)
    if server.isDisabled {
      if !isKept { plan.operations.append(.setState(place, .maintenance)) }
    } else if isKept || isDrained {
      plan.operations.append(.setState(place, .ready))
    }
  }

  // MARK: - Servers that come and go

  private mutating func add(_ server: ServerLine, to backend: BackendSection) {
    let place = ServerPlace(backend.name, server.name)
    if let reason = rules.refusal(adding: server, to: backend) {
      return need("server \(place) (line \(server.number)) is new: \(reason)")
    }
    // Replacing one that works would fail its requests.
    if let running = live[backend.name, server.name], !running.isOutOfWork {
      return need(
        "server \(place) (line \(server.number)) is new, and HAProxy has one of its name")
    }
    plan.operations.append(addition(of: server, at: place))
  }

  private func addition(of server: ServerLine, at place: ServerPlace) -> RuntimeOperation {
    .add(
      place,
      RuntimeOperation.NewServer(
        address: server.address, words: server.settings.without(["disabled"]).words,
        hasCheck: server.settings.has("check"), hasAgent: server.hasAgent,
        isEnabled: !server.isDisabled,
        replacesLeftover: live[place.backend, place.server] != nil))
  }

  /// A server which the running process should have and has not.
  private mutating func restore(_ server: ServerLine, in backend: BackendSection) {
    let place = ServerPlace(backend.name, server.name)
    if let reason = rules.refusal(adding: server, to: backend) {
      return need("server \(place) is missing in the running process: \(reason)")
    }
    plan.drift.append("server \(place) is missing in the running process")
    plan.operations.append(addition(of: server, at: place))
  }

  private mutating func remove(
    _ servers: [ServerLine], from backend: BackendSection, of layout: BalancerLayout
  ) {
    for server in servers {
      let place = ServerPlace(backend.name, server.name)
      if let reason = rules.refusal(removing: server, from: backend, of: layout) {
        need("server \(place) is gone: \(reason)")
      } else if live[backend.name, server.name] != nil {
        plan.operations.append(.remove(place))
      }
    }
  }

  /// Removes servers that somebody else added; those of templates have names of HAProxy's making.
  private mutating func removeStrangers(from backend: BackendSection, known: Set<Word>) {
    guard backend.serverTemplates.isEmpty else { return }
    let strangers = live.names(in: backend.name).subtracting(known)
    for name in strangers.sorted(by: { $0.description < $1.description }) {
      let place = ServerPlace(backend.name, name)
      guard name.isName, backend.staticReason == nil else {
        need("server \(place) of the running process is not configured")
        continue
      }
      plan.drift.append("server \(place) of the running process is not configured")
      plan.operations.append(.remove(place))
    }
  }
}
