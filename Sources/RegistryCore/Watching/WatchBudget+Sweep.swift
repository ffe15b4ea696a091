import SystemSupport

// Which parked query is checked next.
extension WatchBudget {
  /// What is to be checked, and how fast.
  struct Sweep {
    /// Named by a signal, or moved while it was being read.
    var hints = TicketQueue()
    /// All that were parked when the round began; the last is next.
    var round: [Ticket] = []
    /// Not looked at for long.
    var overdue = TicketQueue()
    var wantsRound = false
    /// When a signal last said that anything may have moved; what was asked later is settled.
    var doubt: UInt64 = 0
    var credit: Double = 0
    var creditTime: ContinuousClock.Instant?
    var pausedUntil: ContinuousClock.Instant?
    var backoff: Backoff?
    /// Counts checks, so that hints cannot keep the rest from its turn.
    var turn = 0
  }

  mutating func park(
    _ ticket: Ticket, at now: ContinuousClock.Instant,
    using random: inout some RandomNumberGenerator
  ) {
    guard let key = entries[ticket]?.key else { return }
    entries[ticket]?.stage = .parked
    let pause = limits.rotation * Double.random(in: 0.5...1, using: &random)
    entries[ticket]?.due = now + pause
    if parked[key, default: []].insert(ticket).inserted { parkedCount += 1 }
    let known = facts[key, default: Facts()]
    // A signal came after the reading that this call knows had been asked for.
    if known.hinted > known.asked || sweep.doubt > known.asked { hint(ticket) }
  }

  mutating func unpark(_ ticket: Ticket, _ entry: Entry) {
    guard parked[entry.key]?.remove(ticket) != nil else { return }
    parkedCount -= 1
    if parked[entry.key]?.isEmpty == true { parked[entry.key] = nil }
  }

  mutating func hint(every key: Key) {
    guard facts[key] != nil else { return }
    facts[key]?.hinted = step
    for ticket in parked[key] ?? [] { hint(ticket) }
  }

  mutating func move(_ key: Key, to index: UInt64) {
    guard facts[key] != nil else { return }
    facts[key]?.hinted = step
    let behind = (parked[key] ?? []).filter { entries[$0].map { $0.index < index } ?? false }
    if !behind.isEmpty { noteMove(of: key) }
    for ticket in behind {
      guard let entry = entries[ticket] else { continue }
      if entry.stage == .parked { giveTurn(ticket, entry) } else { hint(ticket) }
    }
  }

  mutating func hint(_ ticket: Ticket) {
    guard let entry = entries[ticket], !entry.isHinted,
      entry.stage == .parked || entry.stage == .checking
    else { return }
    entries[ticket]?.isHinted = true
    // What is being checked gets in line when the check is over.
    if entry.stage == .parked { sweep.hints.append(ticket) }
  }

  mutating func finishCheck(
    _ ticket: Ticket, _ outcome: Outcome, at now: ContinuousClock.Instant,
    using random: inout some RandomNumberGenerator
  ) {
    checkCount -= 1
    guard let entry = entries[ticket], entry.stage == .checking else {
      entries[ticket] = nil
      return
    }
    if outcome != .failed { sweep.backoff = nil }
    switch outcome {
    case .same: parkAgain(ticket, entry, at: now, using: &random)
    case .sameSoFar:
      entries[ticket]?.stage = .parked
      // Once more soon; nothing more where that already was the second look or nobody hinted.
      guard let due = entry.due else {
        return parkAgain(ticket, entry, at: now, using: &random)
      }
      let soon = now + limits.lagPause
      entries[ticket]?.due = min(due, soon)
      if entry.isHinted { sweep.hints.append(ticket) }
    case .moved:
      noteMove(of: entry.key)
      giveTurn(ticket, entry)
    case .failed:
      // Its own watcher finds out and tells; the others are left alone for a while.
      giveTurn(ticket, entry)
      var backoff =
        sweep.backoff ?? Backoff(limits.retry)
      sweep.pausedUntil = now + backoff.next(using: &random)
      sweep.backoff = backoff
      sweep.wantsRound = true
    }
  }

  private mutating func parkAgain(
    _ ticket: Ticket, _ entry: Entry, at now: ContinuousClock.Instant,
    using random: inout some RandomNumberGenerator
  ) {
    unpark(ticket, entry)
    park(ticket, at: now, using: &random)
    if entry.isHinted { sweep.hints.append(ticket) }
  }

  private mutating func giveTurn(_ ticket: Ticket, _ entry: Entry) {
    unpark(ticket, entry)
    entries[ticket]?.stage = .wantsToRead
    entries[ticket]?.due = nil
    readers.prepend(ticket)
  }

  mutating func startRound(at now: ContinuousClock.Instant) {
    guard sweep.wantsRound, sweep.round.isEmpty, parkedCount > 0, sweep.spend(limits, at: now)
    else { return }
    sweep.wantsRound = false
    sweep.round = entries.filter { $0.value.stage == .parked }.map {
      (ticket: $0.key, change: facts[$0.value.key]?.lastChange ?? 0)
    }.sorted { ($0.change, $1.ticket) < ($1.change, $0.ticket) }.map(\.ticket)
  }

  mutating func noteDue(at now: ContinuousClock.Instant) {
    for (ticket, entry) in entries {
      guard let due = entry.due, due <= now else { continue }
      switch entry.stage {
      case .parked:
        entries[ticket]?.due = nil
        sweep.overdue.append(ticket)
      case .wantsToRead:
        entries[ticket] = nil
        actions.append(.expire(ticket))
      default: break
      }
    }
  }

  mutating func nextCheck() -> Ticket? {
    sweep.turn += 1
    if sweep.turn % 4 != 0, let ticket = nextHint() { return ticket }
    if sweep.turn % 2 == 0, let ticket = nextOverdue() { return ticket }
    return nextOfRound() ?? nextOverdue() ?? nextHint()
  }

  private mutating func nextHint() -> Ticket? {
    while let ticket = sweep.hints.popFirst() {
      guard entries[ticket]?.stage == .parked else { continue }
      entries[ticket]?.isHinted = false
      return ticket
    }
    return nil
  }

  private mutating func nextOfRound() -> Ticket? {
    while let ticket = sweep.round.popLast() {
      guard let entry = entries[ticket], entry.stage == .parked,
        facts[entry.key]?.asked ?? 0 < sweep.doubt
      else { continue }
      return ticket
    }
    return nil
  }

  private mutating func nextOverdue() -> Ticket? {
    while let ticket = sweep.overdue.popFirst() {
      if entries[ticket]?.stage == .parked { return ticket }
    }
    return nil
  }
}

extension WatchBudget.Sweep {
  /// Takes one round's worth of credit, if there is that much.
  fileprivate mutating func spend(
    _ limits: WatchBudget.Limits, at now: ContinuousClock.Instant
  ) -> Bool {
    if let creditTime {
      let earned = max(0, (now - creditTime).seconds) / limits.roundInterval.seconds
      credit = min(Double(limits.rounds), credit + earned)
    }
    creditTime = now
    guard credit >= 1 else { return false }
    credit -= 1
    return true
  }

  /// How long until there is credit for a round.
  func missingTime(_ limits: WatchBudget.Limits) -> Duration {
    limits.roundInterval * max(0, 1 - credit)
  }
}
