package import RegistryCore
import Synchronization
package import SystemSupport
import Values

/// A key-value registry whose keys also are services, by a layout.
///
/// `service` and `services` are answered from the keys below the layout's prefix, all others by the
/// registry itself. However many services are asked for, the keys are read and followed once, and a
/// change wakes only those who asked for the service it is about.
package final class LayoutRegistry: Registry {
  /// The services at one reading of the keys.
  private struct Contents: Sendable {
    let catalog: LayoutCatalog
    let keys: Value
    /// Where to wait for the next reading; nil where the registry starts over.
    let index: UInt64?

    func reading(of subject: Query.Subject) throws(RegistryError) -> Reading {
      Reading(value: try catalog.value(of: subject), index: catalog.version(of: subject))
    }
  }

  private let keys: any Registry
  private let layout: ServiceLayout
  private let log: Log
  private let followers = FollowerTable<Query.Scope, Contents>(limit: 64)
  private let versions = Atomic<UInt64>(1)
  private let told = Mutex<[Query.Scope: Set<LayoutCatalog.Problem>]>([:])

  /// The services that `layout` finds in the keys of a registry. Keys that cannot be read are told
  /// to `log`, each once.
  package init(_ keys: any Registry, layout: ServiceLayout, log: Log = .silent) {
    self.keys = keys
    self.layout = layout
    self.log = log
  }

  /// Answers a query; see `Registry`.
  package func read(
    _ query: Query, after index: UInt64?
  ) async throws(RegistryError) -> Reading {
    guard let scope = try scope(of: query) else { return try await keys.read(query, after: index) }
    let subject = query.subject
    let contents = try await followers.state(
      of: scope, after: index, version: { $0.catalog.version(of: subject) }
    ) { asking(query.registry, scope) }
    return try contents.reading(of: subject)
  }

  /// Waits without a task; see `Registry`.
  package func wait(
    for query: Query, after index: UInt64, _ completion: @escaping Reading.Completion
  ) -> (any Wait)? {
    let scope: Query.Scope
    do throws(RegistryError) {
      guard let place = try self.scope(of: query) else {
        return keys.wait(for: query, after: index, completion)
      }
      scope = place
    } catch { return nil }
    guard index > 0 else { return nil }
    let subject = query.subject
    return followers.wait(
      for: scope, after: index, version: { $0.catalog.version(of: subject) },
      { asking(query.registry, scope) },
      { contents in
        completion(
          contents.flatMap { contents in
            Result { () throws(RegistryError) in try contents.reading(of: subject) }
          })
      })
  }

  /// Where the keys of a service are, or of all; nil for what is not found in keys here.
  private func scope(of query: Query) throws(RegistryError) -> Query.Scope? {
    switch query.subject {
    case .service(let service):
      if service.connect {
        throw RegistryError(.unsupported, "services that are written in keys have no proxies")
      }
      return service.scope
    case .services(let scope): return scope
    default: return nil
    }
  }

  /// Shuts the registry with the keys down; reads under way end with `.cancelled`.
  package func shutdown() async {
    followers.shutdown()
    await keys.shutdown()
  }

  private func asking(
    _ registry: String, _ scope: Query.Scope
  ) -> Follower<Contents>.Asking {
    let query = Query(registry: registry, .prefix(path: layout.prefix, scope))
    return Follower.Asking(self) { registry, last throws(RegistryError) in
      try await registry.ask(query, scope, after: nil, last)
    } wait: { registry, last throws(RegistryError) in
      try await registry.ask(query, scope, after: last.index, last)
    }
  }

  private func ask(
    _ query: Query, _ scope: Query.Scope, after index: UInt64?, _ last: Contents?
  ) async throws(RegistryError) -> Follower<Contents>.Answer {
    let reading = try await keys.read(query, after: index)
    // A registry whose index goes backwards has lost its memory and is asked anew.
    let isReset = index.map { reading.index < $0 } ?? false
    let next = isReset ? nil : reading.index
    if let last, last.keys.isIdentical(to: reading.value) {
      let same = Contents(catalog: last.catalog, keys: last.keys, index: next)
      return Follower.Answer(state: same, isNews: false)
    }
    let catalog = try LayoutCatalog(
      reading.value, layout, after: last?.catalog,
      version: versions.add(1, ordering: .relaxed).newValue)
    tell(catalog.problems, scope)
    return Follower.Answer(
      state: Contents(catalog: catalog, keys: reading.value, index: next), isNews: true)
  }

  /// Warns of what was not wrong before.
  private func tell(_ problems: [LayoutCatalog.Problem], _ scope: Query.Scope) {
    let earlier = told.withLock { told in
      defer { told[scope] = problems.isEmpty ? nil : Set(problems) }
      return told[scope] ?? []
    }
    let news = problems.filter { !earlier.contains($0) }
    for problem in news.prefix(LayoutRegistry.mostWarnings) {
      log.warning(
        "key is no instance of a service; leaving it out",
        ["key": problem.path.string, "reason": problem.reason])
    }
    if news.count > LayoutRegistry.mostWarnings {
      log.warning(
        "further keys are no instances of services",
        ["count": "\(news.count - LayoutRegistry.mostWarnings)"])
    }
  }

  private static let mostWarnings = 20
}
