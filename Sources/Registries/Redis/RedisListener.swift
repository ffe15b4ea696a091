import RegistryCore
import Synchronization
import SystemSupport
import Values

/// Hears over one connection what a server tells of changes, and puts it into the mailbox of each
/// question that it matters to.
final class RedisListener: Sendable {
  private typealias Opening = SharedResult<RedisServers.Link, RegistryError>

  private struct State {
    var link: RedisServers.Link?
    var opening: (result: Opening, task: Task<Void, Never>)?
    var boxes: [RedisQuestion: RedisMailbox] = [:]
    /// Which questions a key matters to by itself.
    var byKey: [Bytes: Set<RedisQuestion>] = [:]
    /// The questions to which all keys with a beginning matter.
    var byBeginning: [Bytes: Set<RedisQuestion>] = [:]
    /// Of how many questions a channel is.
    var channels: [Bytes: Int] = [:]
    var isShutDown = false
  }

  /// How long a question that nobody waits for is listened for.
  private static let patience = Duration.seconds(60)

  private let servers: RedisServers
  private let settings: RedisSettings
  private let state = Mutex(State())

  init(servers: RedisServers, settings: RedisSettings) {
    self.servers = servers
    self.settings = settings
  }

  /// The mailbox of a question that is listened for; nil where it is not.
  func box(of question: RedisQuestion) -> RedisMailbox? { state.withLock { $0.boxes[question] } }

  /// Listens for a question from now on.
  func listen(
    for question: RedisQuestion, coverage: RedisCoverage
  ) async throws(RegistryError) -> RedisMailbox {
    if let known = box(of: question) { return known }
    let link = try await link()
    let box = RedisMailbox(coverage: coverage)
    let channels = state.withLock { add(question, box, link, &$0) }
    do throws(RegistryError) {
      try await tell("PSUBSCRIBE", channels, link)
    } catch {
      drop(question)
      throw error
    }
    guard self.box(of: question) === box, link.line.isOpen else {
      throw RegistryError(.unreachable, "\(link.line.name) closed the connection")
    }
    return box
  }

  /// Listens for a question no longer.
  func drop(_ question: RedisQuestion) {
    let (box, link, unused) = state.withLock { state in
      let box = state.boxes[question]
      return (box, state.link, remove(question, &state))
    }
    box?.lose()
    guard let link, link.line.isOpen else { return }
    if state.withLock({ $0.boxes.isEmpty }) { return link.line.close() }
    if !unused.isEmpty { Task { await leave(unused, link) } }
  }

  /// Listens to channels no longer. Where somebody wants one again meanwhile, the server may have
  /// heard of that first: then all begin anew.
  private func leave(_ channels: [Bytes], _ link: RedisServers.Link) async {
    try? await tell("PUNSUBSCRIBE", channels, link)
    let isWanted = state.withLock { state in channels.contains { state.channels[$0] != nil } }
    if isWanted { link.line.close() }
  }

  /// Ends the connection if it is not with the server that questions go to: others may hear of
  /// changes before that one has them.
  func follow(_ choice: EndpointList.Choice) {
    let link = state.withLock { $0.link }
    if let link, link.choice.address != choice.address { link.line.close() }
  }

  /// Ends the connection, and all that waits for it with `.cancelled`.
  func shutdown() {
    let (link, opening) = state.withLock { state in
      state.isShutDown = true
      defer { (state.link, state.opening) = (nil, nil) }
      return (state.link, state.opening)
    }
    link?.line.close()
    opening?.task.cancel()
    opening?.result.finish(.failure(RedisListener.shutDown))
  }

  private static let shutDown = RegistryError(.cancelled, "the registry is shut down")

  // MARK: - The connection

  private func link() async throws(RegistryError) -> RedisServers.Link {
    let (link, result) = try state.withLock { state throws(RegistryError) in
      guard !state.isShutDown else { throw RedisListener.shutDown }
      if let link = state.link, link.line.isOpen { return (Optional(link), Opening()) }
      if let opening = state.opening { return (nil, opening.result) }
      let result = Opening()
      state.opening = (result, Task { [self] in await open(result) })
      return (nil, result)
    }
    if let link { return link }
    return try await result.get()
  }

  private func open(_ opening: Opening) async {
    do throws(RegistryError) {
      let link = try await servers.open(
        RedisLine.Listener(
          message: { [weak self] in self?.hear($0) }, end: { [weak self] in self?.lose() }))
      let isWanted = state.withLock { state in
        guard !state.isShutDown else { return false }
        (state.link, state.opening) = (link, nil)
        return true
      }
      if !isWanted { link.line.close() }
      opening.finish(.success(link))
      if isWanted { await watch(link) }
    } catch {
      state.withLock { $0.opening = nil }
      opening.finish(.failure(error))
    }
  }

  /// Asks for signs of life, and forgets what nobody waits for, until the connection ends.
  private func watch(_ link: RedisServers.Link) async {
    while link.line.isOpen {
      guard await EventLoop.shared.pause(for: settings.watchdog) else { return link.line.close() }
      _ = try? await link.line.ask([RedisCommand("PING")])
      let idle = state.withLock { state in
        state.boxes.filter { $0.value.idleTime > RedisListener.patience }.map(\.key)
      }
      for question in idle { drop(question) }
    }
  }

  /// Says which channels are meant; the server confirms each by itself.
  private func tell(
    _ command: String, _ channels: [Bytes], _ link: RedisServers.Link
  ) async throws(RegistryError) {
    guard !channels.isEmpty else { return }
    let replies = try await link.line.ask(
      channels.map { RedisCommand(command, [$0]) })
    for reply in replies {
      if case .failure(let text) = reply { throw RedisAnswers.error(text, link.line.name) }
    }
  }

  private func hear(_ message: RedisReply) {
    guard let key = RedisAnswers.changedKey(message) else { return }
    let boxes = state.withLock { state in
      var questions = state.byKey[key] ?? []
      for (beginning, others) in state.byBeginning where key.hasPrefix(beginning) {
        questions.formUnion(others)
      }
      return questions.compactMap { state.boxes[$0] }
    }
    for box in boxes { box.post(key) }
  }

  /// Nothing is heard any more.
  private func lose() {
    let boxes = state.withLock { state in
      defer {
        state.link = nil
        (state.boxes, state.byKey, state.byBeginning, state.channels) = ([:], [:], [:], [:])
      }
      return Array(state.boxes.values)
    }
    for box in boxes { box.lose() }
  }

  // MARK: - Who listens

  /// Returns the channels to listen to. All of the question's are among them: another one may have
  /// named a channel that the server has not confirmed yet.
  private func add(
    _ question: RedisQuestion, _ box: RedisMailbox, _ link: RedisServers.Link,
    _ state: inout State
  ) -> [Bytes] {
    state.boxes[question] = box
    for key in question.keys { state.byKey[key, default: []].insert(question) }
    if let beginning = question.beginning {
      state.byBeginning[beginning, default: []].insert(question)
    }
    let channels = question.channels(database: link.database)
    for channel in channels { state.channels[channel, default: 0] += 1 }
    return channels
  }

  /// Returns the channels that nobody listens to any more.
  private func remove(_ question: RedisQuestion, _ state: inout State) -> [Bytes] {
    guard state.boxes.removeValue(forKey: question) != nil else { return [] }
    func remove(_ key: Bytes, from table: inout [Bytes: Set<RedisQuestion>]) {
      table[key]?.remove(question)
      if table[key]?.isEmpty == true { table[key] = nil }
    }
    for key in question.keys { remove(key, from: &state.byKey) }
    if let beginning = question.beginning { remove(beginning, from: &state.byBeginning) }
    guard let link = state.link else { return [] }
    return question.channels(database: link.database).filter { channel in
      let count = (state.channels[channel] ?? 1) - 1
      state.channels[channel] = count == 0 ? nil : count
      return count == 0
    }
  }
}
