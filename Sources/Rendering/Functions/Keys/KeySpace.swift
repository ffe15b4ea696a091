package import RegistryCore
package import Values

/// Which keys confd's functions see: a resource's `keys` below its `prefix`, and the names they go
/// by, which begin with a slash and lack the prefix.
package struct KeySpace: Sendable, Equatable {
  /// What belongs to one of `keys`.
  package enum Match: Sendable, Equatable {
    /// Whatever begins with its text: `/app` finds `/apple` too.
    case text
    /// The key itself and what is below it.
    case path
  }

  /// What is put before each of `keys` and taken from the names.
  package let prefix: Bytes
  /// The beginnings of the keys that are fetched; nil for all.
  package let keys: [Bytes]?
  /// What belongs to them.
  package let match: Match
  /// Whether `ls` and `lsdir` list the root as any other folder, which they do not in confd.
  package let listsRoot: Bool
  /// Whether `seq 3 1` counts down, as in confd's fork; else it is empty.
  package var countsDown = false

  /// Keys below a prefix; by default the whole store.
  package init(
    prefix: String = "", keys: [String]? = nil, match: Match = .text, listsRoot: Bool = false
  ) {
    self.prefix = Bytes(prefix)
    self.keys = keys.map { $0.map { Bytes($0) } }
    self.match = match
    self.listsRoot = listsRoot
  }

  /// The queries which fetch the keys, each once.
  package func queries(defaultRegistry: String) -> [Query] {
    var queries: [Query] = []
    for key in keys ?? [Bytes()] {
      var path = prefix.isEmpty && key.isEmpty ? Bytes("/") : prefix
      if !key.isEmpty {
        path.append("/")
        path.append(key)
      }
      // Registries name keys without a leading slash, confd's configuration names them with one.
      let cleaned = SlashPath.clean(path).storage.drop { $0 == UInt8(ascii: "/") }
      let query = Query(
        registry: defaultRegistry,
        .prefix(path: Bytes(copying: cleaned).string, Query.Scope()))
      if !queries.contains(query) { queries.append(query) }
    }
    return queries
  }

  /// Whether a key that a query for `start` found belongs to what was asked.
  func accepts(_ path: Bytes, below start: Bytes) -> Bool {
    guard match == .path, !start.isEmpty else { return true }
    let bare = path.storage.drop { $0 == UInt8(ascii: "/") }
    guard bare.starts(with: start.storage) else { return true }
    return bare.count == start.count
      || bare[bare.startIndex + start.count] == UInt8(ascii: "/")
  }

  /// The name of a key in templates.
  func name(of path: Bytes) -> Bytes {
    let rooted = Bytes(copying: prefix.storage.drop { $0 == UInt8(ascii: "/") })
    let bare = Bytes(copying: path.storage.drop { $0 == UInt8(ascii: "/") })
    let rest = bare.hasPrefix(rooted) ? bare[rooted.count..<bare.count] : bare
    var name = Bytes("/")
    name.append(rest)
    return SlashPath.clean(name)
  }
}
