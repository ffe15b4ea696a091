package import RegistryCore

/// What can be asked of a registry that has keys and nothing else. Pure.
package enum KeyQuestion: Hashable, Sendable {
  /// The value of one key.
  case key(String)
  /// The keys that begin with a text.
  case prefix(String)

  /// What a query asks, or `.unsupported` for all that is not about keys. `registry` is how
  /// messages name the registry, such as `an etcd registry`.
  package init(_ subject: Query.Subject, of registry: String) throws(RegistryError) {
    switch subject {
    case .key(let path, let scope):
      try KeyQuestion.check(scope, registry)
      self = .key(path)
    case .prefix(let path, let scope):
      try KeyQuestion.check(scope, registry)
      self = .prefix(path)
    case .service, .services:
      throw RegistryError(
        .unsupported,
        "\(registry) has keys and no services, unless its setting `services` says how services "
          + "are written in the keys")
    default:
      throw RegistryError(.unsupported, "\(registry) answers queries for keys and services only")
    }
  }

  private static func check(_ scope: Query.Scope, _ registry: String) throws(RegistryError) {
    let parts = [
      ("datacenters", scope.datacenter), ("namespaces", scope.namespace),
      ("partitions", scope.partition), ("peers", scope.peer),
      ("sameness groups", scope.samenessGroup),
    ]
    for (what, value) in parts where !value.isEmpty {
      throw RegistryError(.unsupported, "\(registry) has no \(what): found `\(value)`")
    }
  }
}
