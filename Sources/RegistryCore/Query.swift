package import Values

/// What a template asks of a registry. Equal queries share one watcher and one reading.
///
/// A reference, as thousands of queries are keys of many dictionaries and cross many calls: each of
/// these holds eight bytes, and mostly finds a query by its address.
package struct Query: Hashable, Sendable {
  private let parts: Parts

  private final class Parts: Sendable {
    let registry: String
    let subject: Subject
    let hash: Int

    init(_ registry: String, _ subject: Subject) {
      self.registry = registry
      self.subject = subject
      var hasher = Hasher()
      hasher.combine(registry)
      hasher.combine(subject)
      hash = hasher.finalize()
    }
  }

  /// A query to a registry.
  package init(registry: String, _ subject: Subject) { parts = Parts(registry, subject) }

  /// The configured name of the registry that answers.
  package var registry: String { parts.registry }

  /// What is asked.
  package var subject: Subject { parts.subject }

  /// Whether both ask the same of the same registry.
  package static func == (left: Query, right: Query) -> Bool {
    let (left, right) = (left.parts, right.parts)
    return left === right
      || left.hash == right.hash && left.registry == right.registry
        && left.subject == right.subject
  }

  /// Feeds what tells queries apart to `hasher`.
  package func hash(into hasher: inout Hasher) { hasher.combine(parts.hash) }

  /// What can be asked.
  package indirect enum Subject: Hashable, Sendable {
    /// The instances of one service: a list of `HealthService`.
    case service(ServiceQuery)
    /// The names and tags of all services: a list of `CatalogSnippet`.
    case services(Scope)
    /// All nodes: a list of `Node`.
    case nodes(near: String, Scope)
    /// One node and its services: a `CatalogNode`; an empty name is the agent's own node.
    case node(name: String, Scope)
    /// The names of all datacenters.
    case datacenters(ignoresFailing: Bool)
    /// The value of one key: a string, or `Value.absent` where the key does not exist.
    case key(path: String, Scope)
    /// All keys that begin with a text: a list of `KeyPair`, folders and empty keys included. A
    /// registry whose keys are a tree may take the text as the path of a folder.
    case prefix(path: String, Scope)
    /// The instances a prepared query chooses: a list of `HealthService`.
    case preparedQuery(name: String, near: String, Scope)
    /// What Consul knows of its service mesh and its federation.
    case mesh(Mesh, Scope)
  }

  /// Which instances of which service.
  package struct ServiceQuery: Hashable, Sendable {
    /// The service's name.
    package var name: String
    /// Only instances with this tag; empty for all.
    package var tag: String
    /// Only instances with one of these aggregated statuses, sorted; empty for all (`any`).
    package var statuses: [ServiceStatus]
    /// Sort by the distance to this node; empty for the order by node and id.
    package var near: String
    /// Whether to ask for connect proxies.
    package var connect: Bool
    /// Where to ask.
    package var scope: Scope

    /// A query for the passing instances of a service.
    package init(
      name: String, tag: String = "", statuses: [ServiceStatus] = [.passing], near: String = "",
      connect: Bool = false, scope: Scope = Scope()
    ) {
      self.name = name
      self.tag = tag
      self.statuses = statuses
      self.near = near
      self.connect = connect
      self.scope = scope
    }
  }

  /// Where in a federation to ask, and how; empty texts are the registry's defaults.
  package struct Scope: Hashable, Sendable {
    /// A datacenter.
    package var datacenter = ""
    /// A namespace, in Consul Enterprise.
    package var namespace = ""
    /// An admin partition, in Consul Enterprise.
    package var partition = ""
    /// A cluster peer.
    package var peer = ""
    /// A group of peers and partitions.
    package var samenessGroup = ""
    /// An expression in Consul's language of filters in UTF-8, which the server applies. Bytes,
    /// because it may hold two spellings of one accented letter.
    package var filter = Bytes()
    /// How fresh an answer must be; nil for the registry's setting.
    package var consistency: Consistency?
    /// Whether the agent may answer from its cache.
    package var isCached = false

    /// The registry's defaults.
    package init() {}

    /// A datacenter, all else as the registry's defaults.
    package init(datacenter: String) { self.datacenter = datacenter }
  }
}

/// How fresh an answer of a cluster must be.
package enum Consistency: String, Hashable, Sendable, CaseIterable {
  /// The leader answers from what it has.
  case `default`
  /// The leader asks the others whether it still is the leader, before it answers.
  case consistent
  /// Any server answers.
  case stale
}

/// The aggregated health of a service instance.
package enum ServiceStatus: String, Hashable, Sendable, CaseIterable, Comparable {
  case critical, maintenance, passing, warning

  /// The order of the names.
  package static func < (left: ServiceStatus, right: ServiceStatus) -> Bool {
    left.rawValue < right.rawValue
  }
}
