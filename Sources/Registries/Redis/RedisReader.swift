import RegistryCore
import SystemSupport
import Values

/// Reads what a question is about, over one connection.
struct RedisReader: Sendable {
  let line: RedisLine
  let question: RedisQuestion
  let settings: RedisSettings

  /// How many keys are looked for and read at a time.
  private static let scanCount = "1000"
  private static let batchSize = 250

  /// All pairs.
  func readAll() async throws(RegistryError) -> RedisTree {
    switch question.place {
    case .key(let key, let hash, let field):
      return try await readKey(key, hash, field)
    case .beginning(let beginning, let hash):
      var keys = try await scan(below: beginning)
      if let hash { keys.insert(hash) }
      return RedisTree(question, try await contents(of: keys))
    case .confd(let key, let folder):
      let named = try await contents(of: [key])
      if named[key] != .nothing { return RedisTree(question, named) }
      return try await readStrings(below: folder)
    case .everything: return try await readStrings(below: Bytes())
    }
  }

  /// Takes in what some keys hold now. Returns whether there is a different answer.
  func update(_ tree: inout RedisTree, _ keys: Set<Bytes>) async throws(RegistryError) -> Bool {
    var isWhole = tree.isAmbiguous
    switch question.place {
    case .key: isWhole = true
    // It decides what else is looked for.
    case .confd(let key, _): isWhole = isWhole || keys.contains(key)
    case .beginning, .everything: break
    }
    if !isWhole {
      var isNews = false
      for (key, content) in try await contents(of: keys, stringsOnly: isConfd) {
        if tree.set(key, content) { isNews = true }
      }
      if !tree.isAmbiguous { return isNews }
    }
    let fresh = try await readAll()
    if tree.hasSameValues(as: fresh) { return false }
    tree = fresh
    return true
  }

  private var isConfd: Bool {
    switch question.place {
    case .key, .beginning: false
    case .confd, .everything: true
    }
  }

  private func readKey(
    _ key: Bytes, _ hash: Bytes?, _ field: Bytes
  ) async throws(RegistryError) -> RedisTree {
    var commands = [RedisCommand("GET", [key])]
    if let hash { commands.append(RedisCommand("HGET", [hash, field])) }
    let replies = try await ask(commands)
    var contents: [Bytes: RedisContent] = [:]
    if let value = replies[0].text { contents[key] = .string(value) }
    if let hash, let value = replies[1].text, contents.isEmpty {
      contents[hash] = .hash([RedisAnswers.Field(name: field, value: value)])
    }
    return RedisTree(question, contents)
  }

  private func readStrings(below folder: Bytes) async throws(RegistryError) -> RedisTree {
    let keys = try await scan(below: folder)
    return RedisTree(question, try await contents(of: keys, stringsOnly: true))
  }

  /// The keys that begin with a text.
  private func scan(below beginning: Bytes) async throws(RegistryError) -> Set<Bytes> {
    var pattern = RedisCommand.pattern(for: beginning)
    pattern.append("*")
    var keys: Set<Bytes> = []
    var cursor = Bytes("0")
    while true {
      let scan = RedisCommand(
        "SCAN", [cursor, "MATCH", pattern, "COUNT", Bytes(RedisReader.scanCount)])
      let reply = try await ask([scan])[0]
      let page = try parsed { () throws(RedisAnswerError) in try RedisAnswers.scan(reply) }
      keys.formUnion(page.keys)
      guard keys.count <= settings.maximumKeyCount else {
        throw RegistryError(
          .invalidAnswer, "\(line.name) has more than \(settings.maximumKeyCount) such keys")
      }
      guard let next = page.next else { return keys }
      cursor = next
    }
  }

  /// What keys hold; each of them is in the result.
  private func contents(
    of keys: Set<Bytes>, stringsOnly: Bool = false
  ) async throws(RegistryError) -> [Bytes: RedisContent] {
    var contents: [Bytes: RedisContent] = [:]
    var size = 0
    let keys = Array(keys)
    for start in stride(from: 0, to: keys.count, by: RedisReader.batchSize) {
      let batch = Array(keys[start..<min(start + RedisReader.batchSize, keys.count)])
      let reply = try await ask([RedisCommand("MGET", batch)])[0]
      let values = try parsed { () throws(RedisAnswerError) in
        try RedisAnswers.values(reply, count: batch.count)
      }
      var others: [Bytes] = []
      for (key, value) in zip(batch, values) {
        contents[key] = value.map { .string($0) } ?? .nothing
        if value == nil { others.append(key) }
        size += value?.count ?? 0
      }
      if !stringsOnly { size += try await readHashes(among: others, into: &contents) }
      guard size <= settings.maximumAnswerSize else {
        throw RegistryError(
          .invalidAnswer, "\(line.name) has more than \(settings.maximumAnswerSize) such bytes")
      }
    }
    return contents
  }

  /// Returns how many bytes there are in them.
  private func readHashes(
    among keys: [Bytes], into contents: inout [Bytes: RedisContent]
  ) async throws(RegistryError) -> Int {
    guard !keys.isEmpty else { return 0 }
    let types = try await ask(keys.map { RedisCommand("TYPE", [$0]) })
    let hashes = zip(keys, types).filter { $0.1.text == "hash" }.map(\.0)
    guard !hashes.isEmpty else { return 0 }
    let replies = try await ask(hashes.map { RedisCommand("HGETALL", [$0]) })
    var size = 0
    // One that has become something else meanwhile is none.
    for (key, reply) in zip(hashes, replies) where !RedisAnswers.isOtherType(reply) {
      let fields = try parsed { () throws(RedisAnswerError) in try RedisAnswers.fields(reply) }
      contents[key] = fields.isEmpty ? .nothing : .hash(fields)
      size += fields.reduce(0) { $0 + $1.name.count + $1.value.count }
    }
    return size
  }

  /// The replies to commands, of which none was refused for another reason than the key's type.
  private func ask(_ commands: [RedisCommand]) async throws(RegistryError) -> [RedisReply] {
    let replies = try await line.ask(commands)
    for reply in replies {
      if case .failure(let text) = reply, !RedisAnswers.isOtherType(reply) {
        throw RedisAnswers.error(text, line.name)
      }
    }
    return replies
  }

  private func parsed<Result>(
    _ read: () throws(RedisAnswerError) -> Result
  ) throws(RegistryError) -> Result {
    do throws(RedisAnswerError) {
      return try read()
    } catch { throw RegistryError(.invalidAnswer, "\(line.name): \(error)") }
  }
}
