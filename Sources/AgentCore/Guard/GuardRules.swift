import AgentConfiguration
import RegistryCore
import Values

/// Which queries are guarded, by which limits, and what is counted in their answers.
enum GuardRules {
  /// The limits for a query; nil if it is not guarded. Services and prepared queries are guarded by
  /// the template's limits. A list of services or nodes must not become empty or lose too much;
  /// how many it has is no number of servers. Lists of keys are guarded where they are named.
  static func limits(of query: Query, in settings: GuardSettings) -> GuardLimits? {
    for name in names(of: query) {
      if let limits = settings.queries[name] { return limits }
    }
    switch query.subject {
    case .service, .preparedQuery: return settings.limits
    case .services, .nodes:
      var limits = settings.limits
      limits.minimum = min(limits.minimum, 1)
      return limits
    case .node, .datacenters, .key, .prefix, .mesh: return nil
    }
  }

  /// The number of entries of an answer; nil for what is no list.
  static func count(of reading: Reading) -> Int? {
    guard case .list(let list) = reading.value else { return nil }
    return list.elements.count
  }

  /// How a configuration may name a query: `service web`, and as `explain` shows it.
  static func names(of query: Query) -> [String] {
    let texts = [query.text, query.subject.text]
    switch query.subject {
    case .service(let service):
      let tag = service.tag.isEmpty ? "" : service.tag + "."
      let name = "service \(tag)\(service.name)"
      return texts + ["\(query.registry)::\(name)", name]
    case .services: return texts + ["services"]
    case .nodes: return texts + ["nodes"]
    case .preparedQuery(let name, _, _): return texts + ["query \(name)"]
    case .prefix(let path, _): return texts + ["prefix \(path)"]
    case .node, .datacenters, .key, .mesh: return texts
    }
  }
}
