package import RegistryCore
package import SystemSupport

/// Everything from outside that one pass over a template looked at. A template need not be rendered
/// again before one of these changes.
package struct RenderInputs: Sendable, Equatable {
  /// The queries, in the order of their first use, each once.
  package fileprivate(set) var queries: [Query] = []
  /// The paths of files that were read, in the order of their first use, each once.
  package fileprivate(set) var files: [String] = []
  /// The names of environment variables that were asked for, in that order, each once.
  package fileprivate(set) var environmentNames: [String] = []
  /// The functions used whose results differ from pass to pass (`timestamp`), in that order, each
  /// once.
  package fileprivate(set) var volatileFunctions: [String] = []

  /// Whether a value was decrypted, so that differences of the text must not be shown.
  package private(set) var hasSecrets = false

  /// Nothing.
  package init() {}

  /// `queries` as a set, for templates that ask thousands.
  package fileprivate(set) var querySet: Set<Query> = []

  mutating func use(_ query: Query) {
    if querySet.insert(query).inserted { queries.append(query) }
  }
  mutating func use(file path: String) { RenderInputs.append(path, to: &files) }
  mutating func use(environment name: String) { RenderInputs.append(name, to: &environmentNames) }
  mutating func useSecret() { hasSecrets = true }
  mutating func use(volatile name: String) { RenderInputs.append(name, to: &volatileFunctions) }

  private static func append<Item: Equatable>(_ item: Item, to items: inout [Item]) {
    if !items.contains(item) { items.append(item) }
  }
}

/// Something a template needs and that is not there yet.
package enum MissingInput: Sendable, Hashable, CustomStringConvertible {
  /// The registry has not answered the query yet.
  case unanswered(Query)
  /// The registry has answered: the key does not exist.
  case absentKey(Query)
  /// The registry has answered: no keys, and the function (`safeLs`, `safeTree`) does not accept
  /// that.
  case emptyPrefix(Query)
  /// The file cannot be read.
  case unreadableFile(path: String, reason: SystemError)

  /// The query that would have to change, if it is one.
  package var query: Query? {
    switch self {
    case .unanswered(let query), .absentKey(let query), .emptyPrefix(let query): query
    case .unreadableFile: nil
    }
  }

  /// One line for people.
  package var description: String {
    switch self {
    case .unanswered(let query): "`\(query.text)` has not been answered yet"
    case .absentKey(let query): "key `\(MissingInput.path(of: query))` does not exist yet"
    case .emptyPrefix(let query):
      "no keys under `\(MissingInput.path(of: query))` yet, and an empty answer was declared unsafe"
    case .unreadableFile(_, let reason): "\(reason)"
    }
  }

  /// The path with its registry: `consul::a/b@dc1`.
  private static func path(of query: Query) -> String {
    switch query.subject {
    case .key(let path, let scope), .prefix(let path, let scope):
      let place = scope.datacenter.isEmpty ? "" : "@\(scope.datacenter)"
      return "\(query.registry)::\(path)\(place)"
    default: return query.text
    }
  }
}
