package import RegistryCore
import Synchronization
package import SystemSupport
import Values

/// The strings and hashes of a Redis server as keys.
///
/// All questions go over one connection. Where the server tells of changes, a second one hears
/// them, and only the keys that were touched are read again; where it does not, everything is read
/// anew from time to time. Its configuration is never changed.
package final class RedisRegistry: Registry {
  /// What answers one question.
  private struct Contents: Sendable {
    var tree: RedisTree
    /// Differs from that of all other contents.
    var version: UInt64
    var value: Value
    /// How long it took to read everything.
    var readTime: Duration

    var reading: Reading { Reading(value: value, index: version) }
  }

  private typealias Answer = Follower<Contents>.Answer

  private let settings: RedisSettings
  private let servers: RedisServers
  private let listener: RedisListener
  private let log: Log
  private let followers = FollowerTable<RedisQuestion, Contents>()
  private let versions = Atomic<UInt64>(0)
  /// What the log says of how changes are heard.
  private let toldCoverage = Mutex<RedisCoverage?>(nil)

  /// How long a key that is written without a change is left alone.
  private static let quiet = Duration.milliseconds(50)

  /// A registry that connects with its first read. Throws `.unsupported` for a malformed endpoint.
  package init(settings: RedisSettings, log: Log = .silent) throws(RegistryError) {
    self.settings = settings
    self.log = log
    servers = try RedisServers(settings: settings, log: log)
    listener = RedisListener(servers: servers, settings: settings)
  }

  /// Answers a query for keys; see `Registry`.
  package func read(
    _ query: Query, after index: UInt64?
  ) async throws(RegistryError) -> Reading {
    let question = try question(of: query)
    let contents = try await followers.state(of: question, after: index, version: \.version) {
      asking(question)
    }
    return contents.reading
  }

  /// Waits without a task; see `Registry`.
  package func wait(
    for query: Query, after index: UInt64, _ completion: @escaping Reading.Completion
  ) -> (any Wait)? {
    guard index > 0, let question = try? question(of: query) else { return nil }
    return followers.wait(
      for: question, after: index, version: \.version, { asking(question) },
      { completion($0.map(\.reading)) })
  }

  /// Closes the connections; reads under way end with `.cancelled`.
  package func shutdown() async {
    followers.shutdown()
    listener.shutdown()
    servers.shutdown()
  }

  // MARK: - Reading

  private func question(of query: Query) throws(RegistryError) -> RedisQuestion {
    RedisQuestion(
      try KeyQuestion(query.subject, of: "a Redis registry"), names: settings.names,
      search: settings.search)
  }

  private func asking(_ question: RedisQuestion) -> Follower<Contents>.Asking {
    Follower.Asking(self) { registry, last throws(RegistryError) in
      try await registry.readAll(question, last)
    } wait: { registry, last throws(RegistryError) in
      try await registry.followOn(question, last)
    }
  }

  private func readAll(
    _ question: RedisQuestion, _ last: Contents?
  ) async throws(RegistryError) -> Answer {
    let box = listener.box(of: question)
    // What is heard from here on is newer than what is read.
    box?.forgetGap()
    let (settings, start) = (settings, ContinuousClock.now)
    let (tree, choice) = try await servers.use { link throws(RegistryError) in
      let reader = RedisReader(line: link.line, question: question, settings: settings)
      return (try await reader.readAll(), link.choice)
    }
    listener.follow(choice)
    let readTime = ContinuousClock.now - start
    if var last, last.tree.hasSameValues(as: tree) {
      box?.settle(last.version)
      last.readTime = readTime
      return Answer(state: last, isNews: false)
    }
    return news(tree, readTime, box)
  }

  /// Reads what was touched; nil if it makes no difference.
  private func update(
    _ contents: Contents, _ keys: Set<Bytes>, _ question: RedisQuestion, _ box: RedisMailbox
  ) async throws(RegistryError) -> Answer? {
    let settings = settings
    do throws(RegistryError) {
      let (tree, choice) = try await servers.use { link throws(RegistryError) in
        let reader = RedisReader(line: link.line, question: question, settings: settings)
        var tree = contents.tree
        let isNews = try await reader.update(&tree, keys)
        return (isNews ? tree : nil, link.choice)
      }
      listener.follow(choice)
      return tree.map { news($0, contents.readTime, box) }
    } catch {
      // What was touched is told once only.
      box.lose()
      throw error
    }
  }

  private func news(
    _ tree: RedisTree, _ readTime: Duration, _ box: RedisMailbox?
  ) -> Answer {
    let version = versions.add(1, ordering: .relaxed).newValue
    box?.settle(version)
    return Answer(
      state: Contents(tree: tree, version: version, value: tree.value, readTime: readTime),
      isNews: true)
  }

  /// The pause before everything is read anew. Reading takes a twentieth of the time at most, also
  /// where many questions go over millions of keys: they wait for each other.
  private func pause(_ setting: Duration, _ contents: Contents) -> Duration {
    max(setting, contents.readTime * 19)
  }

  // MARK: - Following

  private func followOn(
    _ question: RedisQuestion, _ contents: Contents
  ) async throws(RegistryError) -> Answer {
    if let box = listener.box(of: question), box.isWhole(since: contents.version) {
      return try await wait(question, contents, box)
    }
    guard let box = try await listen(for: question) else {
      try await pause(for: pause(settings.poll, contents))
      return try await readAll(question, contents)
    }
    // Heals what was not heard.
    let answer = try await readAll(question, contents)
    return answer.isNews ? answer : try await wait(question, answer.state, box)
  }

  /// Waits until something makes a difference, or the wait is over and everything is read anew.
  private func wait(
    _ question: RedisQuestion, _ contents: Contents, _ box: RedisMailbox
  ) async throws(RegistryError) -> Answer {
    let setting = box.coverage == .all ? settings.reread : settings.poll
    let end = ContinuousClock.now + pause(setting, contents)
    while true {
      let remaining = end - ContinuousClock.now
      guard remaining > .zero else { break }
      switch try await box.mail(within: remaining) {
      case .gap: return try await readAll(question, contents)
      case .nothing: continue
      case .touched(let keys):
        if let answer = try await update(contents, keys, question, box) { return answer }
        try await pause(for: RedisRegistry.quiet)
      }
    }
    // What the server tells may be another thing by now.
    _ = try await listen(for: question)
    return try await readAll(question, contents)
  }

  /// Listens where that is of use; nil where it is not.
  private func listen(
    for question: RedisQuestion
  ) async throws(RegistryError) -> RedisMailbox? {
    let coverage = try await coverage()
    guard coverage != .none else {
      listener.drop(question)
      tell(.none, because: nil)
      return nil
    }
    do throws(RegistryError) {
      let box = try await listener.listen(for: question, coverage: coverage)
      box.coverage = coverage
      tell(coverage, because: nil)
      return box
    } catch {
      if error.code == .cancelled { throw error }
      tell(.none, because: error)
      return nil
    }
  }

  /// What the server tells of its changes.
  private func coverage() async throws(RegistryError) -> RedisCoverage {
    try await servers.use { link throws(RegistryError) in
      let reply = try await link.line.ask([
        RedisCommand("CONFIG", ["GET", "notify-keyspace-events"])
      ])[0]
      if case .failure(let text) = reply, RedisAnswers.concernsConnection(text) {
        throw RedisAnswers.error(text, link.line.name)
      }
      return RedisCoverage(reply)
    }
  }

  private func pause(for duration: Duration) async throws(RegistryError) {
    guard await EventLoop.shared.pause(for: duration) else {
      throw RegistryError(.cancelled, "cancelled while waiting")
    }
  }

  /// Says once how changes are heard, and again when that is different.
  private func tell(_ coverage: RedisCoverage, because error: RegistryError?) {
    let isNews = toldCoverage.withLock { told in
      defer { told = coverage }
      return told != coverage
    }
    guard isNews else { return }
    let poll = DurationText.format(settings.poll)
    switch (coverage, error) {
    case (.all, _): log.debug("Redis tells of changes")
    case (.some, _):
      log.info(
        "Redis does not say whether it tells of all changes; looking for others",
        ["poll": poll])
    case (.none, let error?):
      log.warning(
        "cannot hear of changes from Redis; looking for them",
        ["poll": poll, "error": error.message])
    case (.none, nil):
      log.info(
        "Redis does not tell of changes; looking for them",
        ["poll": poll, "hint": "`notify-keyspace-events` would have to be `K$hgxe`"])
    }
  }
}
