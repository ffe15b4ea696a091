import RegistryCore

/// Which signals to watch for the queries that are known. Pure.
struct ConsulSignalPlan: Equatable {
  /// The most nodes that are watched one by one.
  let nodeLimit: Int
  /// The scope that the signals are about; queries of others are not covered.
  let scope: Query.Scope
  /// The names of all nodes, once they are known.
  var nodes: Set<String>?
  /// Whether nodes can be watched one by one.
  var usesNodes = true
  /// Whether the values of all keys fit.
  var usesValues = true
  private var hasServices = false
  private var prefix: String?

  init(nodeLimit: Int, scope: Query.Scope) {
    self.nodeLimit = nodeLimit
    self.scope = scope
  }

  /// Whether signals of this kind tell of changes of a query's answer.
  func covers(_ subject: Query.Subject) -> Bool {
    switch subject {
    case .service(let query):
      !query.connect && query.near.isEmpty && covers(query.scope)
    case .key(_, let scope): covers(scope)
    default: false
    }
  }

  /// Takes up queries. Returns whether the signals must become others.
  mutating func include(_ subjects: some Sequence<Query.Subject>) -> Bool {
    let before = self
    for subject in subjects where covers(subject) {
      switch subject {
      case .service: hasServices = true
      case .key(let path, _):
        let path = ConsulTarget.clean(path)
        prefix = prefix.map { ConsulSignalPlan.common($0, path) } ?? ConsulSignalPlan.folder(path)
      default: break
      }
    }
    return self != before
  }

  /// The signals that are of use.
  var signals: Set<ConsulSignal> {
    var signals: Set<ConsulSignal> = []
    if hasServices {
      signals = [.critical, .warning, .nodes]
      if let nodes {
        signals.formUnion(watchesNodes ? nodes.map { .node($0) } : [.services])
      }
    }
    if let prefix {
      // All keys of a whole store may be very many.
      let fits = usesValues && !prefix.isEmpty
      signals.insert(fits ? .keys(prefix: prefix) : .keyNames(prefix: prefix))
    }
    return signals
  }

  private var watchesNodes: Bool { usesNodes && nodes.map { $0.count <= nodeLimit } ?? false }

  private func covers(_ scope: Query.Scope) -> Bool {
    scope == Query.Scope() || scope == self.scope
  }

  private static func folder(_ path: String) -> String {
    path.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(path[...$0]) } ?? ""
  }

  private static func common(_ prefix: String, _ path: String) -> String {
    if path.utf8.starts(with: prefix.utf8) { return prefix }
    var shared = zip(prefix.utf8, path.utf8).prefix { $0 == $1 }.map(\.0)
    while let last = shared.last, last != UInt8(ascii: "/") { shared.removeLast() }
    return String(decoding: shared, as: UTF8.self)
  }
}
