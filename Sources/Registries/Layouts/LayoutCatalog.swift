package import RegistryCore
package import Values

/// The services that are written in keys, kept up to date from one reading of the keys to the next.
/// Pure.
///
/// A key that cannot be read is left out and told. That never empties a service: one of which no
/// key can be read any more keeps the instances it had, and one of which none could ever be read is
/// an error for those who ask for it, or for all if there is no other service.
package struct LayoutCatalog: Sendable {
  /// A key that cannot be read.
  package struct Problem: Sendable, Hashable {
    /// The key.
    package let path: Bytes
    /// Why.
    package let reason: String
  }

  private struct Service: Sendable {
    var instances: [FileCatalog.Instance]
    var version: UInt64
    var problem: Problem?
  }

  private struct Known: Sendable {
    let value: Bytes
    let entry: LayoutEntry
  }

  /// The keys that cannot be read, in their order.
  package private(set) var problems: [Problem] = []
  /// When anything changed last.
  package private(set) var version: UInt64
  private let layout: ServiceLayout
  private var services: [String: Service] = [:]
  private var namesVersion: UInt64
  private var known: [Bytes: Known] = [:]

  /// The services of a list of key pairs. What differs from `previous` gets `version`, which must
  /// be higher than 1 and than all before.
  package init(
    _ value: Value, _ layout: ServiceLayout, after previous: LayoutCatalog? = nil,
    version: UInt64 = 2
  ) throws(RegistryError) {
    self.layout = layout
    self.version = version
    namesVersion = version
    var found: [String: [FileCatalog.Instance]] = [:]
    var mistakes: [String: Problem] = [:]
    for (path, text) in LayoutCatalog.pairs(value) {
      let entry = read(path, text, previous)
      switch entry {
      case .other: continue
      case .instance(let instance): found[instance.name, default: []].append(instance)
      case .malformed(let service, let reason):
        let problem = Problem(path: path, reason: reason)
        problems.append(problem)
        if mistakes[service] == nil { mistakes[service] = problem }
      }
    }
    for (service, problem) in mistakes where found[service] == nil {
      services[service] = Service(
        instances: previous?.services[service]?.instances ?? [], version: version,
        problem: problem)
    }
    for (service, instances) in found {
      services[service] = Service(instances: LayoutCatalog.distinct(instances), version: version)
    }
    try checkPlausibility()
    takeOverVersions(of: previous)
  }

  /// When the answer to a query changed last; 1 where there never was any.
  package func version(of subject: Query.Subject) -> UInt64 {
    guard case .service(let query) = subject else { return namesVersion }
    return services[query.name]?.version ?? 1
  }

  /// The answer to a query for services.
  package func value(of subject: Query.Subject) throws(RegistryError) -> Value {
    guard case .service(var query) = subject else {
      let all = services.values.flatMap(\.instances)
      return FileQueries.value(of: .services(.init()), in: FileCatalog(instances: all))
    }
    let service = services[query.name]
    if let problem = service?.problem, service?.instances.isEmpty != false {
      throw RegistryError(
        .invalidAnswer,
        "no key of the service `\(query.name)` can be read: `\(problem.path)`: \(problem.reason)")
    }
    // The keys were those of this scope.
    query.scope = Query.Scope()
    return FileQueries.value(
      of: .service(query), in: FileCatalog(instances: service?.instances ?? []))
  }

  private mutating func read(
    _ path: Bytes, _ value: Bytes, _ previous: LayoutCatalog?
  ) -> LayoutEntry {
    if let earlier = previous?.known[path], earlier.value == value {
      known[path] = earlier
      return earlier.entry
    }
    let entry = LayoutEntry(path: path, value: value, layout)
    known[path] = Known(value: value, entry: entry)
    return entry
  }

  private mutating func checkPlausibility() throws(RegistryError) {
    guard !known.isEmpty, services.values.allSatisfy(\.instances.isEmpty) else { return }
    if let first = problems.first {
      throw RegistryError(
        .invalidAnswer,
        "no key below `/\(layout.prefix)` can be read as an instance in the layout "
          + "`\(layout.name)`: `\(first.path)`: \(first.reason)")
    }
    // Other keys may well live there, but a wrong layout looks the same.
    problems = [
      Problem(
        path: Bytes("/" + layout.prefix),
        reason: "none of the keys below it has the form `\(layout.keyForm)`")
    ]
  }

  private mutating func takeOverVersions(of previous: LayoutCatalog?) {
    guard let previous else { return }
    var isSame = services.count == previous.services.count
    for (name, service) in services {
      guard let earlier = previous.services[name], earlier.instances == service.instances,
        (earlier.problem == nil) == (service.problem == nil) || !service.instances.isEmpty
      else {
        isSame = false
        continue
      }
      services[name]?.version = earlier.version
    }
    if isSame { version = previous.version }
    if names == previous.names { namesVersion = previous.namesVersion }
  }

  /// The names and tags of the services that have instances.
  private var names: [String: Set<String>] {
    services.filter { !$0.value.instances.isEmpty }.mapValues { Set($0.instances.flatMap(\.tags)) }
  }

  private static func pairs(_ value: Value) -> [(path: Bytes, value: Bytes)] {
    guard case .list(let list) = value else { return [] }
    return list.elements.compactMap { element in
      guard case .recordPointer(let pair) = element, case .bytes(let path)? = pair["Path"],
        case .bytes(let value)? = pair["Value"]
      else { return nil }
      let bare = Bytes(Array(path.storage.drop { $0 == UInt8(ascii: "/") }))
      // Some stores have keys for folders.
      return bare.isEmpty || bare.storage.last == UInt8(ascii: "/") ? nil : (bare, value)
    }
  }

  /// The instances by node and id. One that was registered twice, as after a restart of whoever
  /// registers, counts once.
  private static func distinct(_ instances: [FileCatalog.Instance]) -> [FileCatalog.Instance] {
    var seen: Set<[String]> = []
    return
      instances
      .filter { seen.insert([$0.node, $0.id, $0.address, "\($0.port)"]).inserted }
      .sorted {
        FileCatalog.precedes(
          [$0.node, $0.id, $0.address, "\($0.port)"], [$1.node, $1.id, $1.address, "\($1.port)"])
      }
  }
}
