/// What the files of a file registry define.
package struct FileCatalog: Sendable, Equatable {
  /// One instance of a service.
  package struct Instance: Sendable, Equatable {
    /// The service.
    package var name: String
    /// Its name on its node.
    package var id: String
    /// Where it listens.
    package var address: String
    /// Its port, 0 to 65535.
    package var port: Int64
    /// Sorted, without duplicates.
    package var tags: [String]
    /// Sorted by key.
    package var meta: [Pair]
    /// Its weight while passing.
    package var passingWeight: Int64
    /// Its weight while in warning.
    package var warningWeight: Int64
    /// Its health.
    package var status: Status
    /// The node it runs on.
    package var node: String
    /// The datacenter of the node.
    package var datacenter: String
  }

  /// The health of an instance.
  package enum Status: String, Sendable, CaseIterable {
    case passing, warning, critical, maintenance
  }

  /// A name and its text.
  package struct Pair: Sendable, Equatable {
    /// The name or path.
    package var key: String
    /// The text.
    package var value: String
  }

  /// All instances, by node and then id.
  package let instances: [Instance]
  /// All keys, by the bytes of their paths.
  package let keys: [Pair]
  private let services: [String: [Int]]

  /// A catalogue; the order of the arguments does not matter.
  package init(instances: [Instance] = [], keys: [Pair] = []) {
    let sorted = instances.sorted {
      FileCatalog.precedes(
        [$0.node, $0.id, $0.datacenter, $0.name], [$1.node, $1.id, $1.datacenter, $1.name])
    }
    self.instances = sorted
    self.keys = keys.sorted { FileCatalog.precedes([$0.key], [$1.key]) }
    services = Dictionary(grouping: sorted.indices, by: { sorted[$0].name })
  }

  /// The names of all services, sorted.
  package var serviceNames: [String] {
    services.keys.sorted { FileCatalog.precedes([$0], [$1]) }
  }

  /// The instances of a service, by node and then id.
  package func instances(of name: String) -> [Instance] {
    (services[name] ?? []).map { instances[$0] }
  }

  /// Order by bytes, the first difference decides.
  static func precedes(_ left: [String], _ right: [String]) -> Bool {
    for (a, b) in zip(left, right) where !a.utf8.elementsEqual(b.utf8) {
      return a.utf8.lexicographicallyPrecedes(b.utf8)
    }
    return false
  }
}
