import RegistryCore
import SystemSupport

/// The one session of this agent at a board: opened for the first template that wants to lead, kept
/// alive as long as one leads, then closed.
actor ShareSessions {
  private let board: any ShareBoard
  private let ttl: Duration
  private let log: Log
  /// Called with a session that ended by itself.
  private let onEnd: @Sendable (ShareSession) -> Void
  private var current: ShareSession?
  private var opening: Task<Result<ShareSession, RegistryError>, Never>?
  private var renewing: Task<Void, Never>?
  private var users: Set<String> = []

  /// The longest that the end of the agent waits for the board.
  private static let farewell = Duration.seconds(2)

  init(
    _ board: any ShareBoard, ttl: Duration, log: Log,
    onEnd: @escaping @Sendable (ShareSession) -> Void
  ) {
    self.board = board
    self.ttl = ttl
    self.log = log
    self.onEnd = onEnd
  }

  /// The session that a template holds its keys with.
  func session(for user: String) async throws(RegistryError) -> ShareSession {
    users.insert(user)
    if let current { return current }
    let task = opening ?? open()
    opening = task
    let result = await task.value
    opening = nil
    guard case .success(let session) = result else { return try result.get() }
    if current == nil { begin(session) }
    return session
  }

  /// A template does not hold anything any more.
  func release(_ user: String) async {
    users.remove(user)
    guard users.isEmpty, opening == nil, let session = current else { return }
    end(session)
    await close(session)
  }

  /// The board does not know the session any more.
  func lapsed(_ session: ShareSession) {
    guard session == current else { return }
    end(session)
    onEnd(session)
  }

  /// Gives up everything at once, so that others can go on.
  func shutdown() async {
    users = []
    opening?.cancel()
    guard let session = current else { return }
    end(session)
    await close(session)
  }

  private func open() -> Task<Result<ShareSession, RegistryError>, Never> {
    let (board, ttl) = (board, ttl)
    return Task { () async -> Result<ShareSession, RegistryError> in
      do throws(RegistryError) { return .success(try await board.open(for: ttl)) } catch {
        return .failure(error)
      }
    }
  }

  private func begin(_ session: ShareSession) {
    current = session
    renewing = Task { await keepAlive(session) }
  }

  private func end(_ session: ShareSession) {
    current = nil
    renewing?.cancel()
    renewing = nil
  }

  private func keepAlive(_ session: ShareSession) async {
    var last = ContinuousClock.now
    while await EventLoop.shared.pause(for: ttl / 3) {
      do throws(RegistryError) {
        guard try await board.renew(session) else { return lapsed(session) }
        last = .now
      } catch {
        log.debug("cannot renew the session", ["error": error.message])
      }
      // It may live on for a while, but nobody can rely on it.
      if ContinuousClock.now - last > ttl { return lapsed(session) }
    }
  }

  /// Closes a session, but waits only so long: it ends by itself, too.
  private func close(_ session: ShareSession) async {
    let (board, log) = (board, log)
    let closing = Task {
      do throws(RegistryError) { try await board.close(session) } catch {
        log.debug("cannot close the session", ["error": error.message])
      }
    }
    let timer = EventLoop.shared.schedule(after: ShareSessions.farewell) { closing.cancel() }
    await closing.value
    EventLoop.shared.cancel(timer)
  }
}
