/// Decides how one stream of changes goes on. Pure: time comes in.
///
/// It resumes behind the last revision that was told, on the next member if need be; asks a member
/// that says nothing for a sign of life; and gives up when every member had its turn in vain.
///
/// A stream can be dead although its member lives: something on the way, or the member itself, has
/// forgotten it. Where the store goes on and the stream says nothing, what it serves is therefore
/// read anew, after growing pauses, as most likely others were written to. A reading with news
/// tells that the stream is dead, and another one takes its place.
package struct EtcdStreamMachine: Sendable {
  /// What happened.
  package enum Event: Sendable {
    /// The stream is to begin at a revision.
    case started(from: UInt64)
    /// A member took the request for a watch.
    case opened
    /// A message came.
    case message(EtcdWatchMessage)
    /// What was to be done is done: events are handed out.
    case done
    /// Everything was read anew; whether that brought what the stream had not told.
    case verified(hasNews: Bool)
    /// Nothing came in the time that was to be listened.
    case silence
    /// The member answered a question; its revision.
    case alive(revision: UInt64)
    /// The stream, a request for one or a question failed.
    case broken(EtcdFailure)
    /// Everything was read anew; changes are wanted from a revision on.
    case reloaded(from: UInt64)
  }

  /// What to do.
  package enum Action: Sendable, Equatable {
    /// Ask a member for the changes from a revision on, leaving the present stream.
    case open(from: UInt64)
    /// Wait for a message, at most so long.
    case listen(Duration)
    /// Hand out events.
    case deliver([EtcdEvent])
    /// Note that all changes up to a revision are handed out.
    case advance(to: UInt64)
    /// Ask the stream's member for its revision, in a way that needs a leader.
    case ping
    /// Read everything anew beside the stream: it may not tell all that happened before it began.
    case verify
    /// Read everything anew, as the changes are gone.
    case reload
    /// Get a new token, then go on with `open`.
    case renewToken(from: UInt64)
    /// End: the user may not watch this range.
    case deny(EtcdFailure)
    /// End: no member can be watched at present.
    case fail(EtcdFailure)
  }

  private let members: Int
  private let timeout: Duration
  private let watchdog: Duration
  private let silenceLimit: Duration
  private var next: UInt64 = 0
  private var isCreated = false
  /// How many times in a row a stream broke without a sign of life.
  private var failures = 0
  private var hasRenewedToken = false
  private var silence: Silence
  private var lastMessage: ContinuousClock.Instant

  /// How the present silence is looked into.
  private struct Silence {
    let firstPause: Duration
    let longestPause: Duration
    /// The store's revision at the last look.
    var revision: UInt64 = 0
    /// When the next look may be, and how long after that the next but one; nil before the first.
    var next: (time: ContinuousClock.Instant, pause: Duration)?
    var isUnderWay = false

    /// Whether to look now that the store is at a revision.
    mutating func isDue(_ revision: UInt64, at now: ContinuousClock.Instant) -> Bool {
      guard revision > self.revision, next.map({ $0.time <= now }) ?? true else { return false }
      let pause = next?.pause ?? firstPause
      next = (now + pause, min(pause * 2, longestPause))
      self.revision = revision
      isUnderWay = true
      return true
    }

    mutating func end() {
      (revision, next, isUnderWay) = (0, nil, false)
    }
  }

  /// A stream over `members` members that has not begun.
  package init(settings: EtcdRegistrySettings, at now: ContinuousClock.Instant) {
    members = max(1, settings.endpoints.count)
    timeout = settings.timeout
    watchdog = settings.watchdog
    silenceLimit = settings.silenceLimit
    silence = Silence(firstPause: settings.watchdog, longestPause: settings.reread)
    lastMessage = now
  }

  /// The next step after `event`.
  package mutating func receive(_ event: Event, at now: ContinuousClock.Instant) -> Action {
    switch event {
    case .started(let revision), .reloaded(let revision):
      next = revision
      return open(at: now)
    case .opened: return .listen(timeout)
    case .message(let message):
      lastMessage = now
      silence.end()
      return receive(message, at: now)
    case .done: return .listen(isCreated ? watchdog : timeout)
    case .verified(let hasNews):
      // A reading at the stream's beginning may well be ahead of it.
      let wasSilent = silence.isUnderWay
      silence.isUnderWay = false
      return wasSilent && hasNews ? open(at: now) : .listen(watchdog)
    case .silence:
      guard isCreated else {
        return broken(EtcdFailure(.unavailable, "no watch within \(timeout)"), at: now)
      }
      return .ping
    case .alive(let revision): return alive(revision, at: now)
    case .broken(let failure): return broken(failure, at: now)
    }
  }

  private mutating func open(at now: ContinuousClock.Instant) -> Action {
    isCreated = false
    lastMessage = now
    return .open(from: next)
  }

  private mutating func receive(
    _ message: EtcdWatchMessage, at now: ContinuousClock.Instant
  ) -> Action {
    switch message {
    case .created(let revision):
      isCreated = true
      // Either the member lags behind the one before, or the whole store is another one: a question
      // that needs the leader tells.
      if revision + 1 < next { return .ping }
      // Members lose deletions at the very revision up to which they compacted, and say nothing.
      return revision >= next ? .verify : .listen(watchdog)
    case .events(let events):
      noteLife()
      next = max(next, (events.last?.revision ?? 0) + 1)
      return .deliver(events)
    case .progress(let revision):
      noteLife()
      next = max(next, revision + 1)
      return .advance(to: revision)
    case .compacted: return .reload
    case .cancelled(let failure): return broken(failure, at: now)
    }
  }

  private mutating func alive(
    _ revision: UInt64, at now: ContinuousClock.Instant
  ) -> Action {
    guard revision + 1 >= next else {
      return .fail(
        EtcdFailure(
          .failed,
          "etcd's revision went back from \(next - 1) to \(revision): its data were replaced"))
    }
    noteLife()
    if now - lastMessage > silenceLimit { return open(at: now) }
    // The store went on and the stream says nothing: most likely it was about other keys.
    guard revision >= next, isCreated, silence.isDue(revision, at: now) else {
      return .listen(watchdog)
    }
    return .verify
  }

  private mutating func broken(
    _ failure: EtcdFailure, at now: ContinuousClock.Instant
  ) -> Action {
    switch failure.kind {
    case .cancelled: return .fail(failure)
    case .compacted: return .reload
    // Old members call a token that they do not know a lack of permission.
    case .unauthenticated, .denied:
      guard !hasRenewedToken else { return .deny(failure) }
      hasRenewedToken = true
      isCreated = false
      lastMessage = now
      return .renewToken(from: next)
    default:
      failures += 1
      return failures > members ? .fail(failure) : open(at: now)
    }
  }

  private mutating func noteLife() {
    failures = 0
    hasRenewedToken = false
  }
}
