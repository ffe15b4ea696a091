package import SystemSupport

extension WatchBudget {
  /// How much may be in use, and how long a query goes without a look.
  package struct Limits: Sendable {
    /// The most connections at a time, for everything.
    package var connections: Int
    /// How many queries may wait where they share connections.
    package var streams: Int
    /// How many of them are left to reads and checks.
    package var reserve: Int
    /// The most checks at a time.
    package var checks: Int
    /// The longest that a parked query is not looked at.
    package var rotation: Duration
    /// How many rounds may follow each other without pause.
    package var rounds = 20
    /// How long one round is paid off.
    package var roundInterval: Duration = .milliseconds(200)
    /// How long after a look at a server that lags behind the next one follows.
    package var lagPause: Duration = .seconds(1)
    /// How long fewer connections are used after the registry refused one.
    package var refusalPause: Duration = .seconds(60)
    /// How long a connection is kept for a query that just got its answer.
    package var idlePause: Duration = .seconds(2)
    /// The longest that a call waits for a connection to ask on.
    package var patience: Duration = .seconds(30)
    /// The pauses of checks after one failed.
    package var retry = RetryPauses()

    /// A share of `connections` for each purpose. No fewer than four are of use.
    package init(connections: Int, rotation: Duration, streams: Int = .max) {
      self.streams = streams
      self.connections = max(4, connections)
      reserve = max(2, min(8, self.connections / 8))
      checks = max(1, reserve / 2)
      self.rotation = rotation
    }
  }

  /// What a refusal left.
  struct Refusal {
    /// In place of the limit's `connections`.
    var limit: Int?
    var until: ContinuousClock.Instant?
  }

  /// The most connections at present.
  var connectionLimit: Int { refusal.limit ?? limits.connections }

  /// How many queries may hold a connection.
  var slots: Int {
    multiplexes ? limits.streams : max(0, connectionLimit - limits.reserve - signalCount)
  }

  /// Halves the limit, once for all the refusals of a moment.
  mutating func refuse(
    at now: ContinuousClock.Instant, using random: inout some RandomNumberGenerator
  ) {
    if let until = refusal.until, until - now > limits.refusalPause - .seconds(2) { return }
    let isNews = refusal.limit == nil
    let limit = max(limits.reserve + 2, connectionLimit / 2)
    refusal = Refusal(limit: limit, until: now + limits.refusalPause)
    if isNews { actions.append(.limited(to: limit)) }
    shrink(at: now, using: &random)
  }

  /// Doubles the limit when the pause is over, until it is whole again.
  mutating func relax(at now: ContinuousClock.Instant) {
    guard let limit = refusal.limit, let until = refusal.until, until <= now else { return }
    guard limit * 2 < limits.connections else {
      refusal = Refusal()
      return
    }
    refusal = Refusal(limit: limit * 2, until: now + limits.refusalPause)
  }
}

extension WatchBudget {
  /// What is asked, or was a while ago.
  package var keys: some Collection<Key> { facts.keys }
}
