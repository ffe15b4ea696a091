import RegistryCore
import Values

/// The keys and values of one pass, by name, as confd's functions see them.
struct KeyStore {
  /// A key and its value.
  struct Pair {
    let key: Bytes
    let value: Bytes
  }

  /// The pairs in the order of their keys, each key once.
  let pairs: [Pair]
  /// Whether all queries have been answered.
  let isComplete: Bool
  private let places: [Bytes: Int]
  private let folders: KeyFolders
  private let listsRoot: Bool

  /// The answers to a key space's queries; what has not been answered yet has no keys.
  init(_ space: KeySpace, in context: RenderContext) {
    var values: [Bytes: Bytes] = [:]
    var isComplete = true
    for query in space.queries(defaultRegistry: context.grammar.defaultRegistry) {
      guard case .list(let list)? = context.read(query) else {
        isComplete = false
        continue
      }
      guard case .prefix(let start, _) = query.subject else { continue }
      let asked = Bytes(start)
      for case .recordPointer(let record) in list.elements {
        guard case .bytes(let path)? = record["Path"], case .bytes(let value)? = record["Value"]
        else { continue }
        guard space.accepts(path, below: asked) else { continue }
        values[space.name(of: path)] = value
      }
    }
    self.isComplete = isComplete
    listsRoot = space.listsRoot
    pairs = values.map { Pair(key: $0.key, value: $0.value) }.sorted { $0.key < $1.key }
    places = Dictionary(
      pairs.enumerated().map { ($1.key, $0) }, uniquingKeysWith: { first, _ in first })
    folders = KeyFolders(of: pairs.map(\.key))
  }

  /// The pair of exactly this key.
  subscript(key: Bytes) -> Pair? { places[key].map { pairs[$0] } }

  /// All pairs whose whole key matches a pattern, in the order of their keys.
  func pairs(matching pattern: Bytes) throws(ValueError) -> [Pair] {
    // confd reads the pattern only when there is a key to try it on.
    if pairs.isEmpty { return [] }
    let pattern = try KeyPattern(pattern)
    return pairs.filter { pattern.matches($0.key) }
  }

  /// The names directly below a path, and the path's own last name if it is a key itself. Of the
  /// root only keys, no folders, unless the key space lists it: confd's own oddity.
  func names(in path: Bytes) -> [Bytes] {
    var found = Set<Bytes>()
    if self[path] != nil { found.insert(SlashPath.base(path)) }
    let clean = SlashPath.clean(path)
    guard let folder = folders[clean] else { return found.sorted() }
    if !KeyStore.isPlain(path, clean) {
      let below = clean == "/" ? Bytes("/") : KeyStore.slashed(clean)
      for key in pairs.lazy.map(\.key) where key.hasPrefix(below) && key != path {
        if clean == "/", SlashPath.directory(key) != "/" { continue }
        found.insert(KeyStore.firstName(of: key, after: path))
      }
      return found.sorted()
    }
    found.formUnion(folder.leaves)
    if clean != "/" || listsRoot { found.formUnion(folder.folders) }
    return found.sorted()
  }

  /// The names of folders directly below a path; of the root none, unless the key space lists it,
  /// which is confd's own oddity.
  func folderNames(in path: Bytes) -> [Bytes] {
    let clean = SlashPath.clean(path)
    guard clean != "/" || listsRoot, KeyStore.isPlain(path, clean) else { return [] }
    return folders[clean]?.folders.sorted() ?? []
  }

  /// Whether a path is clean but for a slash at its end.
  private static func isPlain(_ path: Bytes, _ clean: Bytes) -> Bool {
    path == clean || path == slashed(clean)
  }

  private static func slashed(_ path: Bytes) -> Bytes {
    var path = path
    path.append("/")
    return path
  }

  /// confd takes the path from the key as a text, also when both are not written alike.
  private static func firstName(of key: Bytes, after path: Bytes) -> Bytes {
    var rest = key.hasPrefix(path) ? key.storage.dropFirst(path.count) : key.storage[...]
    if rest.first == UInt8(ascii: "/") { rest = rest.dropFirst() }
    return Bytes(copying: rest.prefix { $0 != UInt8(ascii: "/") })
  }
}
