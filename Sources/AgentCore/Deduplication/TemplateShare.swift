import DataFormats
import RegistryCore
import Rendering
import SystemSupport
import Values

/// Leads or follows for one template: carries out what `DeduplicationMachine` decides.
actor TemplateShare {
  /// What its watchers and readers tell it.
  enum News: Sendable {
    /// The key has a new reading.
    case keyChanged
    /// The key could not be read.
    case keyFailed
    /// Answers of registries changed, or other queries are used.
    case answersChanged
    case sessionEnded(ShareSession)
  }

  /// Whom it works with.
  struct Parts: Sendable {
    /// The name of the registry through which is shared.
    let registry: String
    let board: any ShareBoard
    let sessions: ShareSessions
    let exchange: ShareExchange
    let redaction: Redaction
    let pace: DeduplicationMachine.Pace
    /// How the key is watched.
    let watching: WatchMachine.Pace
    let log: Log
  }

  nonisolated let queue = EventQueue<News>()
  private let name: String
  private let folder: String
  private let parts: Parts
  private let store = SnapshotStore()
  private let query: Query
  private var machine: DeduplicationMachine
  private var random = SystemRandomNumberGenerator()
  private var trust = DeduplicationMachine.Trust.undecided
  /// The newest manifest of a leader.
  private var manifest: ShareManifest?
  private var contents = ShareContents()
  /// What was offered last, by the lines it was read from: those need not be read again.
  private var offers: [Query: (line: [UInt8], offer: ShareTable.Offer)] = [:]
  private var writer: ShareWriter
  private var session: ShareSession?
  private var beat: UInt64 = 0
  private var written: [ShareManifest.Block] = []
  private var retired: [(key: String, since: ContinuousClock.Instant)] = []
  private var told: Set<String> = []

  /// How long blocks stay that are not shared any more, for those who still read them.
  private static let retirement = Duration.seconds(10)
  /// How many blocks are fetched at a time.
  private static let fetches = 4

  /// A share of the template `name`, whose keys are below `folder`; `label` is what messages call
  /// it.
  init(_ name: String, folder: String, label: String, _ parts: Parts) {
    self.name = name
    self.folder = folder
    self.parts = Parts(
      registry: parts.registry, board: parts.board, sessions: parts.sessions,
      exchange: parts.exchange,
      redaction: parts.redaction, pace: parts.pace, watching: parts.watching,
      log: parts.log.with("template", label))
    query = Query(registry: parts.registry, .key(path: folder + "leader", Query.Scope()))
    machine = DeduplicationMachine(pace: parts.pace)
    writer = ShareWriter(redaction: parts.redaction)
  }

  /// Works until the task is cancelled.
  func run() async {
    let (log, queue) = (parts.log, queue)
    let post = WatchPost(
      registry: parts.board.registry, store: store, pace: parts.watching, log: log,
      onChange: { _ in queue.send(.keyChanged) }, onFailure: { _ in queue.send(.keyFailed) })
    let watcher = Watcher(query, at: post)
    watcher.start()
    while !Task.isCancelled {
      for news in await queue.next(before: machine.deadline) where !Task.isCancelled {
        if let event = event(of: news) { await receive(event) }
      }
      if !Task.isCancelled { await receive(.tick) }
    }
    watcher.stop()
    await watcher.ended()
  }

  /// Gives up the lead after `run` ended, so that others need not wait for the session's end.
  func resign() async {
    if trust == .leading, let session {
      // What stays for a mishap goes with the session.
      try? await parts.board.remove(folder + "leader", of: session)
    }
    await parts.sessions.release(name)
  }

  private func event(of news: News) -> DeduplicationMachine.Event? {
    switch news {
    case .keyChanged: return look()
    case .keyFailed: return store.failures[query].map { .readFailed($0.error.code) }
    case .answersChanged:
      if trust == .following { offer() }
      return .changed(isComplete: parts.exchange.isComplete(name))
    case .sessionEnded(let ended): return ended == session ? .sessionEnded : nil
    }
  }

  /// What the key says.
  private func look() -> DeduplicationMachine.Event? {
    guard let reading = store.snapshot[query] else { return nil }
    guard case .bytes(let text) = reading.value else { return .saw(nil) }
    do throws(ShareFault) {
      let next = try ShareManifest(text.storage)
      if next.session == session?.id {
        return trust == .leading ? nil : .sawOwn
      }
      manifest = next
      return .saw(
        .init(session: next.session, beat: next.beat, hasBlocks: !next.blocks.isEmpty))
    } catch {
      refuse(error)
      return .refused
    }
  }

  /// Feeds the machine and carries out what it answers.
  private func receive(_ event: DeduplicationMachine.Event) async {
    var next: DeduplicationMachine.Event? = event
    while let event = next, !Task.isCancelled {
      let action = machine.receive(event, at: .now, using: &random)
      await noteTrust()
      switch action {
      case .nothing: next = nil
      case .load: next = await load()
      case .claim: next = await write(isClaim: true)
      case .share: next = await write(isClaim: false)
      }
    }
  }

  private func noteTrust() async {
    let now = machine.trust(at: .now)
    guard now != trust else { return }
    tell(from: trust, to: now)
    let before = trust
    trust = now
    if now == .leading {
      (written, retired, offers, contents) = ([], [], [:], ShareContents())
      writer = ShareWriter(redaction: parts.redaction)
    }
    parts.exchange.trust(name, now)
    if before == .leading {
      session = nil
      await parts.sessions.release(name)
    }
  }

  private func tell(
    from old: DeduplicationMachine.Trust, to new: DeduplicationMachine.Trust
  ) {
    switch (old, new) {
    case (_, .leading): parts.log.info("asking the registries for all agents with this template")
    case (_, .following): parts.log.info("taking what another agent shares")
    case (.leading, _):
      parts.log.warning("not sharing any more: the claim to lead is lost")
    case (.following, _):
      parts.log.warning("nothing new is shared; asking the registries here")
    default: parts.log.info("nothing is shared; asking the registries here")
    }
  }

  /// Says something once.
  private func tellOnce(_ message: String, _ fields: KeyValuePairs<String, String>) {
    let key = message + fields.map(\.value).joined(separator: " ")
    guard told.count < 1000, told.insert(key).inserted else { return }
    parts.log.warning(message, fields)
  }

  private func refuse(_ fault: ShareFault) {
    tellOnce("cannot use what is shared", ["key": folder + "leader", "reason": fault.description])
  }
}

// MARK: - following

extension TemplateShare {
  /// Gets the blocks that are new, and offers what they hold.
  private func load() async -> DeduplicationMachine.Event {
    guard let manifest else { return .readFailed(.failed) }
    if contents.isEqual(to: manifest) { return .loaded }
    do throws(RegistryError) {
      let bytes = try await fetch(contents.missing(of: manifest), of: manifest)
      do throws(ShareFault) {
        try contents.adopt(manifest, bytes)
      } catch {
        refuse(error)
        return .refused
      }
      offer()
      return .loaded
    } catch {
      parts.log.debug("cannot read what is shared", ["error": error.message])
      return .readFailed(error.code)
    }
  }

  private func fetch(
    _ blocks: [ShareManifest.Block], of manifest: ShareManifest
  ) async throws(RegistryError) -> [UInt64: [UInt8]] {
    var found: [UInt64: [UInt8]] = [:]
    for block in blocks { found[block.name] = block.bytes }
    let missing = blocks.filter { $0.bytes == nil }
    for start in stride(from: 0, to: missing.count, by: TemplateShare.fetches) {
      let some = missing[start..<min(start + TemplateShare.fetches, missing.count)]
      let (board, folder) = (parts.board, folder)
      let results = await withTaskGroup(
        of: (UInt64, Result<[UInt8], RegistryError>).self,
        returning: [(UInt64, Result<[UInt8], RegistryError>)].self
      ) { group in
        for block in some {
          group.addTask {
            (block.name, await TemplateShare.fetch(block, of: manifest, board, folder))
          }
        }
        return await group.reduce(into: []) { $0.append($1) }
      }
      for (name, result) in results { found[name] = try result.get() }
    }
    return found
  }

  private static func fetch(
    _ block: ShareManifest.Block, of manifest: ShareManifest, _ board: any ShareBoard,
    _ folder: String
  ) async -> Result<[UInt8], RegistryError> {
    do throws(RegistryError) {
      var bytes: [UInt8] = []
      for part in 0..<block.partCount {
        let key = folder + manifest.key(of: block, part: part)
        guard let piece = try await board.fetch(key) else {
          // It was replaced, and the manifest with it, which will be seen in a moment.
          throw RegistryError(.failed, "`\(key)` is gone")
        }
        bytes += piece
      }
      return .success(bytes)
    } catch { return .failure(error) }
  }

  private func offer() {
    var next: [Query: (line: [UInt8], offer: ShareTable.Offer)] = [:]
    for query in parts.exchange.wanted(by: name) {
      guard let key = parts.exchange.identity.key(of: query),
        let answer = contents.answer(for: key)
      else { continue }
      if let known = offers[query], known.line == answer.line {
        next[query] = known
      } else if let value = answer.value() {
        next[query] = (answer.line, ShareTable.Offer(value))
      }
    }
    offers = next
    parts.exchange.offer(name, contents.session, next.mapValues(\.offer))
  }
}

// MARK: - leading

extension TemplateShare {
  private func write(isClaim: Bool) async -> DeduplicationMachine.Event {
    do throws(RegistryError) {
      let session = try await parts.sessions.session(for: name)
      self.session = session
      let claim =
        isClaim ? try await hold([], for: session) : try await share(for: session)
      if claim == .lapsed { await parts.sessions.lapsed(session) }
      if claim != .held, trust != .leading { await parts.sessions.release(name) }
      return .wrote(claim, session: session.id)
    } catch {
      if trust != .leading { await parts.sessions.release(name) }
      if error.code == .forbidden {
        tellOnce("sharing is not permitted", ["error": error.message])
      } else if error.code != .cancelled {
        parts.log.debug("cannot write what is to be shared", ["error": error.message])
      }
      return .writeFailed(error.code)
    }
  }

  /// Writes what is new, then the manifest, then removes what is old.
  private func share(for session: ShareSession) async throws(RegistryError) -> ShareClaim {
    let draft: ShareWriter.Draft
    do throws(Zlib.Failure) {
      draft = try writer.write(parts.exchange.answers(of: name))
    } catch { throw RegistryError(.unsupported, error.description) }
    noteLeftOut(draft)
    let manifest = ShareManifest(session: session.id, beat: beat)
    for block in draft.blocks {
      guard let bytes = draft.fresh[block.name] else { continue }
      for part in 0..<block.partCount {
        let piece = bytes.dropFirst(part * ShareManifest.partLimit).prefix(ShareManifest.partLimit)
        let claim = try await parts.board.hold(
          folder + manifest.key(of: block, part: part), Array(piece), for: session)
        guard claim == .held else { return claim }
      }
    }
    let claim = try await hold(draft.blocks, for: session)
    if claim == .held { await retire(draft.blocks, manifest, of: session) }
    return claim
  }

  private func hold(
    _ blocks: [ShareManifest.Block], for session: ShareSession
  ) async throws(RegistryError) -> ShareClaim {
    beat += 1
    let manifest = ShareManifest(session: session.id, beat: beat, blocks: blocks)
    return try await parts.board.hold(folder + "leader", manifest.text, for: session)
  }

  private func retire(
    _ blocks: [ShareManifest.Block], _ manifest: ShareManifest, of session: ShareSession
  ) async {
    let kept = Set(blocks.map(\.name))
    for block in written where !kept.contains(block.name) {
      for part in 0..<block.partCount {
        retired.append((folder + manifest.key(of: block, part: part), .now))
      }
    }
    written = blocks
    while let oldest = retired.first, ContinuousClock.now - oldest.since > TemplateShare.retirement
    {
      // What stays for a mishap goes with the session.
      try? await parts.board.remove(oldest.key, of: session)
      retired.removeFirst()
    }
  }

  private func noteLeftOut(_ draft: ShareWriter.Draft) {
    for key in draft.secrets {
      tellOnce(
        "an answer with secrets is not shared; `share_secrets` would share it",
        ["query": key.subject.string])
    }
    for key in draft.tooLarge {
      tellOnce("an answer is too large to be shared", ["query": key.subject.string])
    }
  }
}
