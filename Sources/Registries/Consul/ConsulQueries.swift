package import RegistryCore
import SystemSupport
import Values

/// What to ask Consul for a query. Pure.
package struct ConsulQueries: Sendable {
  private let defaults: Query.Scope
  private let consistency: Consistency

  /// Queries whose empty scopes are those of `settings`.
  package init(settings: ConsulRegistrySettings) {
    var scope = Query.Scope(datacenter: settings.datacenter)
    scope.namespace = settings.namespace
    scope.partition = settings.partition
    defaults = scope
    // Without a limit to the lag, only the leader is to be trusted.
    consistency =
      settings.consistency == .stale && settings.maxStale <= .zero
      ? .default : settings.consistency
  }

  /// The path and parameters for a query, without what makes it blocking or stale.
  ///
  /// An empty node name is not for Consul to answer: ask for the agent's own first.
  package func target(of subject: Query.Subject) -> ConsulTarget {
    switch subject {
    case .service(let query): target(of: query)
    case .services(let scope): ConsulTarget("/v1/catalog/services", parameters(of: scope))
    case .nodes(let near, let scope):
      ConsulTarget("/v1/catalog/nodes", parameters(of: scope) + optional("near", near))
    case .node(let name, let scope):
      ConsulTarget("/v1/catalog/node/", name: name, parameters(of: scope))
    case .datacenters: ConsulQueries.datacenters
    case .key(let path, let scope): ConsulTarget("/v1/kv/", name: path, parameters(of: scope))
    case .prefix(let path, let scope):
      ConsulTarget("/v1/kv/", name: path, [.init("recurse", "")] + parameters(of: scope))
    case .preparedQuery(let name, let near, let scope):
      ConsulTarget(
        "/v1/query/", name: "\(name)/execute", parameters(of: scope) + optional("near", near))
    case .mesh(let mesh, let scope): target(of: mesh, scope)
    }
  }

  /// What is done to a session: `create`, or `renew` or `destroy` the one with an id.
  package func session(_ verb: String, _ id: String = "") -> ConsulTarget {
    ConsulTarget(
      "/v1/session/\(verb)\(id.isEmpty ? "" : "/")", name: id, parameters(of: Query.Scope()))
  }

  /// The names of all datacenters.
  package static let datacenters = ConsulTarget("/v1/catalog/datacenters")

  /// The agent's own configuration, which has its node's name.
  package static let agent = ConsulTarget("/v1/agent/self")

  /// A query that only a datacenter with a leader can answer.
  package static func probe(datacenter: String) -> ConsulTarget {
    ConsulTarget(
      "/v1/catalog/services", [.init("dc", datacenter), .init("consistent", "")])
  }

  /// The parameters that make Consul answer when something changed after `index`. The index is
  /// never zero, which would not block.
  package static func blocking(after index: UInt64, wait: Duration) -> [ConsulTarget.Parameter] {
    [
      .init("index", String(max(1, index))),
      .init("wait", "\(max(1, wait.milliseconds))ms"),
    ]
  }

  /// How fresh the answer to a query must be.
  package func consistency(of subject: Query.Subject) -> Consistency {
    if case .mesh(let mesh, _) = subject, mesh == .caRoots || mesh.isLeaf { return .default }
    return subject.scope.consistency ?? consistency
  }

  /// The parameter that asks for that.
  package static func parameters(of consistency: Consistency) -> [ConsulTarget.Parameter] {
    consistency == .default ? [] : [.init(consistency.rawValue, "")]
  }

  /// Whether the answer to a query cannot be waited for, but only looked at again.
  package static func isPolled(_ subject: Query.Subject) -> Bool {
    switch subject {
    case .preparedQuery, .mesh(.partitions, _): true
    default: false
    }
  }

  private func target(of query: Query.ServiceQuery) -> ConsulTarget {
    var own = optional("tag", query.tag) + optional("near", query.near)
    // Only this one filter can be left to Consul.
    if query.statuses == [.passing] { own.append(.init("passing", "1")) }
    let endpoint = query.connect ? "/v1/health/connect/" : "/v1/health/service/"
    return ConsulTarget(endpoint, name: query.name, parameters(of: query.scope) + own)
  }

  private func target(of mesh: Query.Mesh, _ scope: Query.Scope) -> ConsulTarget {
    let own = parameters(of: scope)
    return switch mesh {
    case .caRoots: ConsulTarget("/v1/agent/connect/ca/roots", own)
    case .caLeaf(let service): ConsulTarget("/v1/agent/connect/ca/leaf/", name: service, own)
    case .peerings: ConsulTarget("/v1/peerings", own)
    case .partitions: ConsulTarget("/v1/partitions", own)
    case .exportedServices: ConsulTarget("/v1/exported-services", own)
    case .importedServices: ConsulTarget("/v1/imported-services", own)
    }
  }

  private func parameters(of scope: Query.Scope) -> [ConsulTarget.Parameter] {
    func choose(_ own: String, _ standard: String) -> String { own.isEmpty ? standard : own }
    return optional("dc", choose(scope.datacenter, defaults.datacenter))
      + optional("ns", choose(scope.namespace, defaults.namespace))
      + optional("partition", choose(scope.partition, defaults.partition))
      + optional("peer", scope.peer)
      + optional("sameness-group", scope.samenessGroup)
      + optional("filter", scope.filter.string)
      + (scope.isCached ? [.init("cached", "")] : [])
  }

  private func optional(_ name: String, _ value: String) -> [ConsulTarget.Parameter] {
    value.isEmpty ? [] : [.init(name, value)]
  }
}
