extension Query {
  /// What can be asked about a service mesh and a federation.
  package enum Mesh: Hashable, Sendable {
    /// The roots of the mesh's certificate authority: a list of `CARoot`.
    case caRoots
    /// A service's own certificate with its private key: a `LeafCert`.
    case caLeaf(service: String)
    /// The clusters with which this one is peered: a list of `Peering`.
    case peerings
    /// The admin partitions: a list of `Partition`.
    case partitions
    /// The services of a partition which others may use: a list of `ExportedService`.
    case exportedServices
    /// The services of others which a partition may use: a list of `ImportedService`.
    case importedServices
  }

  /// Whether the answer holds a secret: it is not to be shown, logged or kept on disk, except in
  /// the file that a template makes of it.
  package var isSecret: Bool {
    if case .mesh(let mesh, _) = subject { mesh.isLeaf } else { false }
  }
}

extension Query.Mesh {
  /// Whether it asks for a certificate with its key.
  package var isLeaf: Bool { if case .caLeaf = self { true } else { false } }
}

extension Query.Subject {
  /// Where and how it asks.
  package var scope: Query.Scope {
    switch self {
    case .service(let query): query.scope
    case .services(let scope), .nodes(_, let scope), .node(_, let scope), .key(_, let scope),
      .prefix(_, let scope), .preparedQuery(_, _, let scope), .mesh(_, let scope):
      scope
    case .datacenters: Query.Scope()
    }
  }
}
