import LoadBalancing
import RegistryCore
import SystemSupport

/// Telling how the agent is.
extension Agent {
  /// How everything is now.
  package func status() -> AgentStatus {
    var status = AgentStatus()
    status.registries = registryStatus()
    status.resources = units.keys.sorted().compactMap { units[$0].map(status(of:)) }
    return status
  }

  /// The balancers which tell of their workers, by their main files. They are asked now.
  package func balancers() async -> [AgentStatus.Balancer] {
    let reloaders = applies.values.map(\.reloader)
    let found = await withTaskGroup(of: OldWorkers?.self) { group in
      for reloader in reloaders { group.addTask { await reloader.oldWorkers() } }
      return await group.reduce(into: [OldWorkers]()) { list, workers in
        if let workers { list.append(workers) }
      }
    }
    let byConfiguration = Dictionary(
      found.map { ($0.configuration, $0) }, uniquingKeysWith: { first, _ in first })
    return byConfiguration.values.sorted { $0.configuration < $1.configuration }.map {
      AgentStatus.Balancer(
        configuration: $0.configuration, oldWorkerCount: $0.count,
        oldestAge: $0.oldest.map { $0.milliseconds / 1000 })
    }
  }

  private func registryStatus() -> [AgentStatus.Registry] {
    var found: [String: AgentStatus.Registry] = [:]
    for name in assembly.sources.keys {
      found[name] = AgentStatus.Registry(name: name)
      if deduplication != nil { found[name]?.sharedCount = 0 }
    }
    let snapshot = store.snapshot
    let failures = store.failures
    for query in pool.queries {
      let isStale = snapshot[query].map { $0.isStale || failures[query] != nil }
      found[query.registry]?.queryCount += 1
      if deduplication?.isShared(query) == true { found[query.registry]?.sharedCount? += 1 }
      if isStale == true { found[query.registry]?.staleCount += 1 }
      if isStale == nil { found[query.registry]?.unansweredCount += 1 }
    }
    for (query, failure) in failures {
      let age = (ContinuousClock.now - failure.since).milliseconds / 1000
      if let known = found[query.registry]?.errorAge, known >= age { continue }
      found[query.registry]?.error = failure.error.message
      found[query.registry]?.errorAge = age
    }
    return found.values.sorted { $0.name < $1.name }
  }

  private func status(of unit: ResourceUnit) -> AgentStatus.Resource {
    let id = unit.resource.id
    let notes = notes[id] ?? ResourceNotes()
    let apply = applies[unit.resource.apply]
    let isPending = apply?.isPending(id) == true
    let now = ContinuousClock.now
    var resource = AgentStatus.Resource(
      name: unit.resource.name, destination: unit.resource.destination, state: "ok")
    resource.rendered = notes.rendered
    resource.committed = notes.committed
    resource.applied = notes.applied
    resource.isPending = isPending
    let trouble = notes.trouble ?? notes.applyTrouble ?? (isPending ? notes.applyWait : nil)
    resource.trouble = trouble.map { KnownSecrets.shared.hidden(in: $0) }
    resource.refused = unit.refusedDigest.map {
      AgentStatus.Refused(digest: $0, time: notes.refused)
    }
    let due = isPending ? apply?.machine.deadline : unit.machine.deadline
    resource.retry = due.map { max(0, ($0 - now).milliseconds) }
    resource.held = unit.plausibility.held.map { item in
      AgentStatus.Held(
        query: item.query.text, reason: item.reason.description,
        age: (now - item.since).milliseconds / 1000,
        remaining: item.until.map { max(0, ($0 - now).milliseconds / 1000) },
        servesOld: item.servesOld)
    }
    if unit.hasRefusal {
      resource.state = "refused"
    } else if notes.trouble != nil || notes.applyTrouble != nil {
      resource.state = "failing"
    } else if !resource.held.isEmpty {
      resource.state = "held"
    } else if isPending {
      resource.state = "pending"
    } else if notes.rendered == nil || !unit.isComplete {
      resource.state = "waiting"
    }
    return resource
  }
}
