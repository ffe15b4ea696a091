// Who holds a connection. The right to one belongs to a key, not to a call: between an answer and
// the next wait nobody else may take it.
extension WatchBudget {
  /// Whether a call for `key` may hold a connection; takes one from a colder key if need be.
  mutating func admits(
    _ key: Key, _ isCovered: Bool, at now: ContinuousClock.Instant,
    using random: inout some RandomNumberGenerator
  ) -> Bool {
    if let owner = owners[key] { return owner.ticket == nil }
    if owners.count >= slots { forgetIdleOwners(at: now) }
    if owners.count >= slots {
      // What changed but once would only push out another that did: connections cost, too.
      guard facts[key]?.changeBefore ?? 0 > 0 || !isCovered, let coldest = coldestOwner,
        warmth(of: coldest, owners[coldest]?.isCovered ?? true) < warmth(of: key, isCovered)
      else { return false }
      displace(coldest, at: now, using: &random)
    }
    owners[key] = Owner(isCovered: isCovered)
    return true
  }

  /// Hands a connection to a call whose key owns one.
  mutating func promise(_ ticket: Ticket) {
    guard let key = entries[ticket]?.key else { return }
    owners[key]?.ticket = ticket
    owners[key]?.idleSince = nil
    promised.append(ticket)
  }

  /// Takes connections from the coldest until there are no more than there may be.
  mutating func shrink(
    at now: ContinuousClock.Instant, using random: inout some RandomNumberGenerator
  ) {
    while owners.count > slots, let coldest = coldestOwner {
      displace(coldest, at: now, using: &random)
    }
  }

  /// Gives free connections to the warmest of the parked.
  mutating func promote() {
    guard parkedCount > 0, owners.count < slots else { return }
    let waiting = parked.keys.filter { owners[$0] == nil }
    let chosen =
      multiplexes ? waiting : waiting.sorted { warmth(ofParked: $1) < warmth(ofParked: $0) }
    for key in chosen {
      guard owners.count < slots else { return }
      // One that is being checked may have its turn another time.
      let idle = parked[key]?.first { entries[$0]?.stage == .parked }
      guard let ticket = idle, let entry = entries[ticket] else { continue }
      unpark(ticket, entry)
      entries[ticket]?.stage = .promised
      owners[key] = Owner(isCovered: entry.isCovered)
      promise(ticket)
    }
  }

  /// Takes back what nobody came to use again.
  mutating func forgetIdleOwners(at now: ContinuousClock.Instant) {
    for (key, owner) in owners {
      if let since = owner.idleSince, now - since >= limits.idlePause { owners[key] = nil }
    }
  }

  private mutating func displace(
    _ key: Key, at now: ContinuousClock.Instant, using random: inout some RandomNumberGenerator
  ) {
    guard let ticket = owners.removeValue(forKey: key)?.ticket else { return }
    switch entries[ticket]?.stage {
    case .held:
      entries[ticket]?.stage = .recalled
      actions.append(.recall(ticket))
    case .promised: park(ticket, at: now, using: &random)
    default: break
    }
  }

  private var coldestOwner: Key? {
    owners.min {
      warmth(of: $0.key, $0.value.isCovered) < warmth(of: $1.key, $1.value.isCovered)
    }?.key
  }

  private func warmth(ofParked key: Key) -> Warmth {
    let isCovered = parked[key]?.first.flatMap { entries[$0]?.isCovered } ?? true
    return warmth(of: key, isCovered)
  }

  private func warmth(of key: Key, _ isCovered: Bool) -> Warmth {
    let known = facts[key, default: Facts()]
    return Warmth(
      isCovered: isCovered, changeBefore: known.changeBefore, lastChange: known.lastChange)
  }

  /// What no signal covers comes first; then what changed often, then what changed lately.
  private struct Warmth: Comparable {
    let isCovered: Bool
    let changeBefore: UInt64
    let lastChange: UInt64

    static func < (left: Warmth, right: Warmth) -> Bool {
      if left.isCovered != right.isCovered { return left.isCovered }
      return (left.changeBefore, left.lastChange) < (right.changeBefore, right.lastChange)
    }
  }
}
