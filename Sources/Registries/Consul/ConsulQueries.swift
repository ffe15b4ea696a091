package import RegistryCore
import SystemSupport

/// What to ask Consul for a query. Pure.
package struct ConsulQueries: Sendable {
  private let defaults: Query.Scope

  /// Queries whose empty scopes are those of `settings`.
  package init(settings: ConsulRegistrySettings) {
    var scope = Query.Scope(datacenter: settings.datacenter)
    scope.namespace = settings.namespace
    scope.partition = settings.partition
    defaults = scope
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
    }
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

  /// The parameter that lets any server answer.
  package static let stale = ConsulTarget.Parameter("stale", "")

  private func target(of query: Query.ServiceQuery) -> ConsulTarget {
    var own = optional("tag", query.tag) + optional("near", query.near)
    // Only this one filter can be left to Consul.
    if query.statuses == [.passing] { own.append(.init("passing", "1")) }
    let endpoint = query.connect ? "/v1/health/connect/" : "/v1/health/service/"
    return ConsulTarget(endpoint, name: query.name, parameters(of: query.scope) + own)
  }

  private func parameters(of scope: Query.Scope) -> [ConsulTarget.Parameter] {
    func choose(_ own: String, _ standard: String) -> String { own.isEmpty ? standard : own }
    return optional("dc", choose(scope.datacenter, defaults.datacenter))
      + optional("ns", choose(scope.namespace, defaults.namespace))
      + optional("partition", choose(scope.partition, defaults.partition))
      + optional("peer", scope.peer)
      + optional("sameness-group", scope.samenessGroup)
  }

  private func optional(_ name: String, _ value: String) -> [ConsulTarget.Parameter] {
    value.isEmpty ? [] : [.init(name, value)]
  }
}
