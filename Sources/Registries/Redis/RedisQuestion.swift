import RegistryCore
package import Values

/// What a query asks of Redis: which keys matter to it, and which paths it wants. Pure.
package struct RedisQuestion: Hashable, Sendable {
  /// Where the answer is.
  package enum Place: Hashable, Sendable {
    /// In one key, or in a field of a hash.
    case key(Bytes, hash: Bytes?, field: Bytes)
    /// In keys that begin with a text, and in the fields of a hash that may begin with it.
    case beginning(Bytes, hash: Bytes?)
    /// In one key, or else in those of a folder; as confd looks for it.
    case confd(Bytes, folder: Bytes)
    /// In all keys.
    case everything
  }

  /// Where the answer is.
  package let place: Place
  /// The path itself, or what all paths begin with.
  let path: Bytes
  private let question: KeyQuestion
  private let names: RedisKeyNames

  /// The question in a registry with these names.
  package init(
    _ question: KeyQuestion, names: RedisKeyNames, search: RedisSettings.Search
  ) {
    self.question = question
    self.names = names
    switch (question, search) {
    case (.key(let text), _):
      let key = names.key(of: Bytes(text))
      let parent = search == .all ? names.parent(of: key) : nil
      place = .key(key, hash: parent?.hash, field: parent?.field ?? Bytes())
      path = names.path(of: key)
    case (.prefix(let text), .all):
      let beginning = names.key(of: Bytes(text))
      place = .beginning(beginning, hash: names.parent(of: beginning)?.hash)
      path = names.path(of: beginning)
    case (.prefix(let text), .confd):
      var trimmed = Substring(text)
      while trimmed.utf8.last == UInt8(ascii: "/") { trimmed = trimmed.dropLast() }
      let key = names.key(of: Bytes(trimmed))
      place = trimmed.isEmpty ? .everything : .confd(key, folder: names.folder(of: key))
      path = trimmed.isEmpty ? Bytes() : names.path(of: key)
    }
  }

  /// Whether it asks for the value of one key.
  package var isSingleKey: Bool { if case .key = question { true } else { false } }

  /// The keys that matter by themselves.
  package var keys: [Bytes] {
    switch place {
    case .key(let key, let hash, _): [key] + (hash.map { [$0] } ?? [])
    case .beginning(_, let hash): hash.map { [$0] } ?? []
    case .confd(let key, _): [key]
    case .everything: []
    }
  }

  /// What all other keys that matter begin with; nil where there are none.
  package var beginning: Bytes? {
    switch place {
    case .key: nil
    case .beginning(let beginning, _): beginning
    case .confd(_, let folder): folder
    case .everything: Bytes()
    }
  }

  /// The channels on which a server tells of changes to keys that matter.
  package func channels(database: Int) -> [Bytes] {
    var patterns = keys.map(RedisCommand.pattern(for:))
    if let beginning {
      var pattern = RedisCommand.pattern(for: beginning)
      pattern.append("*")
      patterns.append(pattern)
    }
    return patterns.map { pattern in
      var channel = Bytes("__keyspace@\(database)__:")
      channel.append(pattern)
      return channel
    }
  }

  /// The pairs of a string or a hash that are wanted.
  package func pairs(of content: RedisContent, at key: Bytes) -> [KeyPair] {
    let own = names.path(of: key)
    let all: [KeyPair] =
      switch content {
      case .nothing: []
      case .string(let value): [KeyPair(path: own, value: value)]
      case .hash(let fields):
        fields.map { field in
          var path = own
          path.append("/")
          path.append(field.name)
          return KeyPair(path: path, value: field.value)
        }
      }
    return all.filter { isWanted($0.path) }
  }

  private func isWanted(_ path: Bytes) -> Bool {
    switch place {
    case .key: path == self.path
    case .beginning: path.hasPrefix(self.path)
    case .confd:
      path == self.path
        || path.hasPrefix(self.path) && path[self.path.count] == UInt8(ascii: "/")
    case .everything: true
    }
  }
}
