package import RegistryCore
package import Values

/// Which keys confd's functions see: a resource's `keys` below its `prefix`, and the names they go
/// by, which begin with a slash and lack the prefix.
package struct KeySpace: Sendable, Equatable {
  /// What is put before each of `keys` and taken from the names.
  package let prefix: Bytes
  /// The beginnings of the keys that are fetched; empty for all.
  package let keys: [Bytes]
  /// The registry; nil for the default one.
  package let registry: String?

  /// Keys below a prefix; by default the whole store.
  package init(prefix: String = "", keys: [String] = [], registry: String? = nil) {
    self.prefix = Bytes(prefix)
    self.keys = keys.map { Bytes($0) }
    self.registry = registry
  }

  /// The queries which fetch the keys.
  package func queries(defaultRegistry: String) -> [Query] {
    (keys.isEmpty ? [Bytes()] : keys).map { key in
      var path = prefix.isEmpty && key.isEmpty ? Bytes("/") : prefix
      if !key.isEmpty {
        path.append("/")
        path.append(key)
      }
      // Registries name keys without a leading slash, confd's configuration names them with one.
      let cleaned = SlashPath.clean(path).storage.drop { $0 == UInt8(ascii: "/") }
      return Query(
        registry: registry ?? defaultRegistry,
        .prefix(path: Bytes(copying: cleaned).string, Query.Scope()))
    }
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
