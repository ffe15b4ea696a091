#if canImport(Glibc)
  import Glibc
#endif

extension Query.Subject {
  /// Whether both ask the same. Keys are told apart by their bytes, where Swift's strings would
  /// take two spellings of an accented letter for one.
  package static func == (left: Query.Subject, right: Query.Subject) -> Bool {
    switch (left, right) {
    case (.service(let a), .service(let b)): a == b
    case (.services(let a), .services(let b)): a == b
    case (.nodes(let a, let scope), .nodes(let b, let otherScope)): a == b && scope == otherScope
    case (.node(let a, let scope), .node(let b, let otherScope)): a == b && scope == otherScope
    case (.datacenters(let a), .datacenters(let b)): a == b
    case (.key(let a, let scope), .key(let b, let otherScope)),
      (.prefix(let a, let scope), .prefix(let b, let otherScope)):
      haveSameBytes(a, b) && scope == otherScope
    case (.preparedQuery(let a, let near, let scope), .preparedQuery(let b, let other, let its)):
      a == b && near == other && scope == its
    case (.mesh(let a, let scope), .mesh(let b, let otherScope)): a == b && scope == otherScope
    default: false
    }
  }

  /// Feeds what tells most queries apart to `hasher`.
  package func hash(into hasher: inout Hasher) {
    switch self {
    case .service(let query):
      hasher.combine(query.name)
      hasher.combine(query.tag)
    case .key(let path, _), .prefix(let path, _): hasher.combine(path)
    case .node(let name, _): hasher.combine(name)
    default: hasher.combine(text)
    }
  }

  private static func haveSameBytes(_ a: String, _ b: String) -> Bool {
    guard a == b else { return false }
    var (a, b) = (a, b)
    return a.withUTF8 { a in
      b.withUTF8 { b in
        guard a.count == b.count else { return false }
        guard let left = a.baseAddress, let right = b.baseAddress else { return true }
        return memcmp(left, right, a.count) == 0
      }
    }
  }
}
