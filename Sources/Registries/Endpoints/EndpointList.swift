import SystemSupport

/// Which of several equal servers to ask: an order of preference and a memory of who failed. Pure:
/// time and randomness come in.
///
/// It stays with the server that answered last and leaves it only when it fails. A server that
/// failed rests, each time longer, while another one is there; the turn goes on behind it, so that
/// all are tried before any is tried again. There is always somebody to ask: where all rest, it is
/// the one whose rest ends first, and how often that is tried is the caller's to pace.
package struct EndpointList: Sendable {
  /// How long a server rests after failures.
  package struct Pace: Sendable, Equatable {
    /// The rest after the first failure, doubled with each further one.
    package var restMinimum: Duration = .seconds(1)
    /// The longest rest.
    package var restMaximum: Duration = .seconds(60)

    /// The defaults.
    package init() {}
  }

  /// A server to ask once or several times, until it fails. What became of it is told with it.
  package struct Choice: Sendable, Hashable {
    /// The server's address as it was configured.
    package let address: String
    /// How often the server had failed when it was chosen: failures of requests that ran side by
    /// side are one failure.
    fileprivate let failures: UInt64
  }

  /// What is known of one server.
  package struct Health: Sendable, Equatable {
    /// Its address.
    package let address: String
    /// How many times in a row it failed.
    package let failuresInRow: Int
    /// How much longer it rests; zero if it may be asked.
    package let rest: Duration
    /// Whether it is the one that answered last.
    package let isPreferred: Bool
  }

  private struct Endpoint {
    let address: String
    var failures: UInt64 = 0
    var failuresInRow = 0
    var restsUntil: ContinuousClock.Instant?
    var backoff: Backoff

    func isResting(at now: ContinuousClock.Instant) -> Bool { restsUntil.map { now < $0 } ?? false }
  }

  private let pace: Pace
  private var endpoints: [Endpoint] = []
  /// Where the search begins: the last good one, or the one behind the last that failed.
  private var turn = 0
  private var preferred: Int?

  /// Servers in the order of preference; of equal addresses the first counts.
  package init(_ addresses: [String] = [], pace: Pace = Pace()) {
    self.pace = pace
    replace(with: addresses)
  }

  /// The addresses in order.
  package var addresses: [String] { endpoints.map(\.address) }

  /// Whom to ask now; nil only if there are no servers at all.
  package func choice(at now: ContinuousClock.Instant) -> Choice? {
    let order = endpoints.indices.map { ($0 + turn) % endpoints.count }
    let awake = order.first { !endpoints[$0].isResting(at: now) }
    let index = awake ?? order.min { rest(of: $0, at: now) < rest(of: $1, at: now) }
    return index.map { Choice(address: endpoints[$0].address, failures: endpoints[$0].failures) }
  }

  /// Notes that a server answered: it is preferred from now on and its failures are forgotten. An
  /// answer to a question from before its last failure proves nothing.
  package mutating func succeeded(_ choice: Choice) {
    guard let index = index(of: choice) else { return }
    endpoints[index].failuresInRow = 0
    endpoints[index].restsUntil = nil
    endpoints[index].backoff.reset()
    turn = index
    preferred = index
  }

  /// Notes that a server failed: it rests, and the turn goes to the next one. Returns whether it
  /// is news; of requests that ran side by side only the first failure is.
  @discardableResult
  package mutating func failed(
    _ choice: Choice, at now: ContinuousClock.Instant,
    using random: inout some RandomNumberGenerator
  ) -> Bool {
    guard let index = index(of: choice) else { return false }
    endpoints[index].failures += 1
    endpoints[index].failuresInRow += 1
    endpoints[index].restsUntil = now + endpoints[index].backoff.next(using: &random)
    if turn == index { turn = (index + 1) % endpoints.count }
    if preferred == index { preferred = nil }
    return true
  }

  /// Whether a server is still the one to ask: it has not failed since it was chosen and has not
  /// been taken from the list.
  package func isCurrent(_ choice: Choice) -> Bool { index(of: choice) != nil }

  /// Takes a new list, as discovery found it. What is known of servers that stay is kept. An empty
  /// list changes nothing: a name that has no servers for a moment is no reason to forget them.
  package mutating func replace(with addresses: [String]) {
    guard !addresses.isEmpty else { return }
    let known = Dictionary(uniqueKeysWithValues: endpoints.map { ($0.address, $0) })
    let first = endpoints.indices.contains(turn) ? endpoints[turn].address : nil
    let good = preferred.map { endpoints[$0].address }
    var seen: Set<String> = []
    endpoints = addresses.filter { seen.insert($0).inserted }.map {
      known[$0]
        ?? Endpoint(
          address: $0, backoff: Backoff(base: pace.restMinimum, maximum: pace.restMaximum))
    }
    turn = endpoints.firstIndex { $0.address == first } ?? 0
    preferred = good.flatMap { good in endpoints.firstIndex { $0.address == good } }
  }

  /// What is known of each server, in order.
  package func health(at now: ContinuousClock.Instant) -> [Health] {
    endpoints.indices.map {
      Health(
        address: endpoints[$0].address, failuresInRow: endpoints[$0].failuresInRow,
        rest: rest(of: $0, at: now), isPreferred: $0 == preferred)
    }
  }

  private func rest(of index: Int, at now: ContinuousClock.Instant) -> Duration {
    endpoints[index].restsUntil.map { max(.zero, $0 - now) } ?? .zero
  }

  /// The server of a choice, if it has not failed since.
  private func index(of choice: Choice) -> Int? {
    endpoints.firstIndex { $0.address == choice.address && $0.failures == choice.failures }
  }
}
