package import RegistryCore
import SystemSupport

/// Decides for one template whether this agent leads, follows or goes alone. Pure: time and
/// randomness come in.
///
/// Whether there is a leader, the key of the template says: it is there as long as the leader's
/// session. A leader which does not know yet that it lost its session writes in vain and learns it
/// from that. A follower believes what it has as long as the leader speaks up often enough.
package struct DeduplicationMachine {
  /// Who leads, by the newest manifest.
  package struct Sighting: Equatable, Sendable {
    /// The leader's session.
    package let session: String
    /// Its last sign of life.
    package let beat: UInt64
    /// Whether it shares something already.
    package let hasBlocks: Bool

    /// A sighting.
    package init(session: String, beat: UInt64, hasBlocks: Bool) {
      self.session = session
      self.beat = beat
      self.hasBlocks = hasBlocks
    }
  }

  /// What happened.
  package enum Event: Equatable {
    /// The key is there, or is not.
    case saw(Sighting?)
    /// The key is held by the session of this agent, though it does not know that it leads: the
    /// answer to its wish was lost.
    case sawOwn
    /// What the newest manifest names is in hand.
    case loaded
    /// What the key holds cannot be used.
    case refused
    /// The key could not be read.
    case readFailed(RegistryError.Code)
    /// The key was written for `session`, or was not.
    case wrote(ShareClaim, session: String)
    /// The key could not be written.
    case writeFailed(RegistryError.Code)
    /// The session of this agent is gone.
    case sessionEnded
    /// Answers changed; whether all queries have one.
    case changed(isComplete: Bool)
    /// Time passed.
    case tick
  }

  /// What to do.
  package enum Action: Equatable {
    case nothing
    /// Get what the newest manifest names; then continue with `.loaded`, `.refused` or
    /// `.readFailed`.
    case load
    /// Write the key, without blocks: the wish to lead. Then continue with `.wrote` or
    /// `.writeFailed`.
    case claim
    /// Write the key with everything there is to share, in the same way.
    case share
  }

  /// What this means for the queries of the template.
  package enum Trust: Equatable, Sendable {
    /// Nobody knows yet who leads.
    case undecided
    /// They are asked here, for all.
    case leading
    /// What is shared is believed.
    case following
    /// They are asked here, for this agent alone.
    case alone
  }

  /// How patient and how fast.
  package struct Pace: Sendable {
    /// How long what is shared is believed without a sign of life. A leader gives three.
    package var staleAfter: Duration = .seconds(60)
    /// How long a leader is waited for in the beginning.
    package var patience: Duration = .seconds(3)
    /// The longest random delay before the first wish to lead, and before later ones.
    package var firstJitter: Duration = .milliseconds(100)
    package var jitter: Duration = .seconds(1)
    /// How long a change waits for others, and the shortest time between two writes.
    package var settling: Duration = .milliseconds(10)
    package var gap: Duration = .milliseconds(500)
    /// How long a new leader waits for the answers it does not have yet.
    package var gathering: Duration = .seconds(1)
    /// The first delay after a failure; doubled up to `staleAfter`.
    package var retry: Duration = .seconds(1)
    /// The pause after a refused permission.
    package var forbidden: Duration = .seconds(60)

    /// The defaults.
    package init() {}
  }

  private let pace: Pace
  private var backoff: Backoff
  /// The session with which this agent leads.
  private var ownSession: String?
  private var leader: Sighting?
  private var believedUntil: ContinuousClock.Instant?
  private var isAlone = false
  private var isNew = true
  private var undecidedUntil: ContinuousClock.Instant?
  private var claimDue: ContinuousClock.Instant?
  private var shareDue: ContinuousClock.Instant?
  private var lastShare: ContinuousClock.Instant?
  private var leadingSince: ContinuousClock.Instant?

  /// A machine that knows nothing, at a time.
  package init(pace: Pace = Pace(), at now: ContinuousClock.Instant = .now) {
    self.pace = pace
    undecidedUntil = now + pace.patience
    backoff = Backoff(base: pace.retry, maximum: max(pace.retry, pace.staleAfter))
  }

  /// What holds for the queries now.
  package func trust(at now: ContinuousClock.Instant) -> Trust {
    if ownSession != nil { return .leading }
    if isAlone { return .alone }
    guard let believedUntil else { return .undecided }
    return now < believedUntil ? .following : .alone
  }

  /// When to come back with `.tick`.
  package var deadline: ContinuousClock.Instant? {
    ownSession != nil
      ? shareDue : [claimDue, believedUntil, undecidedUntil].compactMap { $0 }.min()
  }

  /// The next step after `event`.
  package mutating func receive(
    _ event: Event, at now: ContinuousClock.Instant,
    using random: inout some RandomNumberGenerator
  ) -> Action {
    if let end = believedUntil, end <= now { (believedUntil, isAlone) = (nil, true) }
    if let end = undecidedUntil, end <= now {
      undecidedUntil = nil
      if believedUntil == nil { isAlone = true }
    }
    switch event {
    case .saw(nil): return lost(at: now, &random)
    case .saw(let sighting?): return saw(sighting, at: now, &random)
    case .sawOwn:
      if ownSession == nil { claimDue = now }
    case .loaded:
      guard ownSession == nil else { return .nothing }
      believedUntil = now + pace.staleAfter
      isAlone = false
    case .refused:
      if ownSession != nil { return shareNow(now) }
      isAlone = true
      claimDue = now + pace.staleAfter
    case .readFailed(let code):
      if code == .forbidden, ownSession == nil { isAlone = true }
    case .wrote(let claim, let session): wrote(claim, session, at: now, &random)
    case .writeFailed(let code): writeFailed(code, at: now, &random)
    case .sessionEnded:
      guard ownSession != nil else { break }
      retire()
      claimDue = now + jitter(&random)
    case .changed(let isComplete): changed(isComplete, at: now)
    case .tick: return tick(now)
    }
    return .nothing
  }
}

// MARK: - what the key says

extension DeduplicationMachine {
  /// There is no leader.
  private mutating func lost(
    at now: ContinuousClock.Instant, _ random: inout some RandomNumberGenerator
  ) -> Action {
    // Somebody removed it; who still has the session may write it again.
    if ownSession != nil { return shareNow(now) }
    leader = nil
    let due = now + jitter(&random)
    claimDue = min(claimDue ?? due, due)
    return .nothing
  }

  private mutating func saw(
    _ sighting: Sighting, at now: ContinuousClock.Instant,
    _ random: inout some RandomNumberGenerator
  ) -> Action {
    isNew = false
    if sighting.session == ownSession { return .nothing }
    // The server gave the key to another one.
    if ownSession != nil { retire() }
    if let leader, leader.session == sighting.session, sighting.beat <= leader.beat {
      return .nothing
    }
    leader = sighting
    backoff.reset()
    // Whoever is silent for too long may have gone without its session: then it can be replaced.
    claimDue = now + pace.staleAfter + jitter(&random)
    return sighting.hasBlocks ? .load : .nothing
  }

  /// This agent does not lead any more. It goes on with its own answers until it believes others.
  private mutating func retire() {
    ownSession = nil
    leader = nil
    isAlone = true
    believedUntil = nil
  }
}

// MARK: - writing

extension DeduplicationMachine {
  private mutating func tick(_ now: ContinuousClock.Instant) -> Action {
    if ownSession != nil {
      guard let due = shareDue, due <= now else { return .nothing }
      return shareNow(now)
    }
    guard let due = claimDue, due <= now else { return .nothing }
    claimDue = now + pace.staleAfter
    return .claim
  }

  private mutating func shareNow(_ now: ContinuousClock.Instant) -> Action {
    lastShare = now
    shareDue = now + pace.staleAfter / 3
    return .share
  }

  private mutating func changed(_ isComplete: Bool, at now: ContinuousClock.Instant) {
    guard ownSession != nil, let leadingSince else { return }
    var due = now + pace.settling
    if let lastShare { due = max(due, lastShare + pace.gap) }
    if !isComplete { due = max(due, leadingSince + pace.gathering) }
    shareDue = min(shareDue ?? due, due)
  }

  private mutating func wrote(
    _ claim: ShareClaim, _ session: String, at now: ContinuousClock.Instant,
    _ random: inout some RandomNumberGenerator
  ) {
    isNew = false
    switch claim {
    case .held:
      backoff.reset()
      guard ownSession != session else { return }
      ownSession = session
      (leader, claimDue, lastShare) = (nil, nil, nil)
      leadingSince = now
      shareDue = now + pace.gathering
    case .taken:
      if ownSession != nil { retire() }
      claimDue = now + pace.staleAfter
    case .lapsed:
      if ownSession != nil { retire() }
      claimDue = now + jitter(&random)
    }
  }

  private mutating func writeFailed(
    _ code: RegistryError.Code, at now: ContinuousClock.Instant,
    _ random: inout some RandomNumberGenerator
  ) {
    let due = now + (code == .forbidden ? pace.forbidden : backoff.next(using: &random))
    guard ownSession == nil else {
      shareDue = due
      return
    }
    claimDue = due
    // Without a leader, and without the right to lead, there is nobody to wait for.
    if leader == nil, code == .forbidden { isAlone = true }
  }

  private func jitter(_ random: inout some RandomNumberGenerator) -> Duration {
    let limit = isNew ? pace.firstJitter : pace.jitter
    return .seconds(Double.random(in: 0...limit.seconds, using: &random))
  }
}
