package import RegistryCore
package import Rendering

/// What the last rendering of a resource told, and which news concern it.
package struct ResourceInputs: Sendable {
  /// What the last rendering used.
  package private(set) var inputs = RenderInputs()
  /// Queries without any reading; as long as there are some, another rendering would be incomplete.
  private var awaited: Set<Query> = []

  /// Nothing rendered yet.
  package init() {}

  /// Takes over what a rendering used. `snapshot` is the one it was rendered from.
  package mutating func replace(
    _ inputs: RenderInputs, missing: [MissingInput], snapshot: Snapshot
  ) {
    self.inputs = inputs
    awaited = Set(missing.compactMap(\.query).filter { snapshot[$0] == nil })
  }

  /// Whether the news of a query should lead to another rendering. Of several queries that have no
  /// reading yet only the last to arrive does, so that n nested queries cost one pass and not n.
  package mutating func concerns(_ query: Query) -> Bool {
    if awaited.remove(query) != nil { return awaited.isEmpty }
    return inputs.querySet.contains(query)
  }
}
