import RegistryCore
package import Values

/// The pairs that answer a question, kept up to date key by key. Pure.
package struct RedisTree: Sendable {
  private let question: RedisQuestion
  private var table: KeyTable
  /// Which key of Redis a path comes from.
  private var owners: [Bytes: Bytes] = [:]
  /// The paths of each hash.
  private var fields: [Bytes: [Bytes]] = [:]
  /// Whether a path comes from several keys: a string and a field, or keys that differ in the
  /// separator only. Then keys cannot be changed one by one.
  package private(set) var isAmbiguous = false

  /// What the keys hold. Where two mean the same path, a string is before a field, and the last in
  /// the order of keys before the others.
  package init(_ question: RedisQuestion, _ contents: [Bytes: RedisContent] = [:]) {
    self.question = question
    var pairs: [Bytes: KeyPair] = [:]
    func isHash(_ content: RedisContent) -> Bool {
      if case .hash = content { true } else { false }
    }
    let ordered = contents.sorted { left, right in
      isHash(left.value) == isHash(right.value) ? left.key < right.key : isHash(left.value)
    }
    for (key, content) in ordered {
      let found = question.pairs(of: content, at: key)
      if isHash(content) { fields[key] = found.map(\.path) }
      for pair in found {
        if owners.updateValue(key, forKey: pair.path) != nil { isAmbiguous = true }
        pairs[pair.path] = pair
      }
    }
    table = KeyTable(Array(pairs.values), relativeTo: question.path)
  }

  /// The answer to the question.
  package var value: Value {
    question.isSingleKey ? table.pairs.first.map { .bytes($0.value) } ?? .absent : table.list
  }

  /// Whether both have the same keys with the same values.
  package func hasSameValues(as other: RedisTree) -> Bool { table.hasSameValues(as: other.table) }

  /// Takes in what a key holds now. Returns whether there is a different answer.
  package mutating func set(_ key: Bytes, _ content: RedisContent) -> Bool {
    let pairs = question.pairs(of: content, at: key)
    let paths = Set(pairs.map(\.path))
    var isNews = false
    for path in ownedPaths(of: key) where !paths.contains(path) {
      owners[path] = nil
      if table.remove(path) { isNews = true }
    }
    fields[key] = nil
    if case .hash = content { fields[key] = pairs.map(\.path) }
    for pair in pairs {
      if let owner = owners.updateValue(key, forKey: pair.path), owner != key { isAmbiguous = true }
      if table.set(pair) { isNews = true }
    }
    return isNews
  }

  private func ownedPaths(of key: Bytes) -> [Bytes] {
    if let paths = fields[key] { return paths }
    let own = question.pairs(of: .string(Bytes()), at: key).map(\.path)
    return own.filter { owners[$0] == key }
  }
}
