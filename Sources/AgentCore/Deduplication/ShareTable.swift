package import RegistryCore
package import Values

/// Decides for each query whether it is asked here or taken from what a leader shares. Pure: time
/// comes in.
///
/// What is shared never replaces what was asked here, unless it is the same: a leader may lag
/// behind. From then on its changes are followed, for they come in order. Queries that a leader
/// does not have are asked here after a while. So each query has its own way, whatever becomes of
/// the others.
package struct ShareTable {
  /// What holds for a template, see `DeduplicationMachine`.
  package typealias Trust = DeduplicationMachine.Trust

  /// Where the answers to a query come from.
  package enum Route: Equatable, Sendable {
    /// From its registry.
    case own
    /// From a leader.
    case shared
    /// From a leader, soon; else from its registry.
    case awaited
  }

  /// What a reader is to do.
  package enum Step: Sendable {
    /// Take this.
    case give(Reading)
    /// Ask the registry, after its own index.
    case ask(after: UInt64?)
    /// Wait until something changes.
    case wait
  }

  /// An answer that a leader shares.
  package struct Offer: Sendable {
    /// The answer.
    package let value: Value

    /// An offer.
    package init(_ value: Value) { self.value = value }
  }

  /// A query at work.
  private struct Entry {
    var route = Route.awaited
    var reading: Reading?
    /// Whose answer it is: the template and session of a leader; nil for the registry's own.
    var source: (template: String, session: String)?
    /// Where the registry's own answers stand, once it was asked since the route is `own`.
    var ownIndex: UInt64?
    var failingSince: ContinuousClock.Instant?
    /// Since when nobody has had it who should.
    var lackingSince: ContinuousClock.Instant?
    /// Grows with every new answer: what watchers of this agent wait on.
    var position: UInt64 = 0
  }

  /// A template.
  private struct Template {
    var trust = Trust.undecided
    var session = ""
    var offers: [Query: Offer] = [:]
    var wanted: Set<Query> = []
  }

  private let patience: Duration
  private let staleAfter: Duration
  private var entries: [Query: Entry] = [:]
  private var templates: [String: Template] = [:]
  private var users: [Query: Set<String>] = [:]
  private var lastPosition: UInt64 = 0

  /// No queries. `patience` is how long a query waits for a leader that does not have it,
  /// `staleAfter` how long an answer is shared that cannot be asked for again.
  package init(patience: Duration, staleAfter: Duration) {
    self.patience = patience
    self.staleAfter = staleAfter
  }

  /// Where the answers to a query come from.
  package func route(of query: Query) -> Route { entries[query]?.route ?? .own }

  /// When to come back with `expire`.
  package var deadline: ContinuousClock.Instant? {
    entries.values.compactMap { $0.route == .own ? nil : $0.lackingSince }.min().map {
      $0 + patience
    }
  }

  // MARK: - templates

  /// Says which queries the templates use. Returns those whose way is another one now.
  package mutating func want(
    _ wanted: [String: Set<Query>], at now: ContinuousClock.Instant
  ) -> Set<Query> {
    var next: [Query: Set<String>] = [:]
    for (template, queries) in wanted {
      templates[template, default: Template()].wanted = queries
      for query in queries { next[query, default: []].insert(template) }
    }
    for template in templates.keys where wanted[template] == nil { templates[template] = nil }
    let concerned = Set(next.keys).union(users.keys).filter { users[$0] != next[$0] }
    users = next
    for query in concerned where next[query] == nil { entries[query] = nil }
    return judge(concerned, at: now)
  }

  /// Says what holds for a template now.
  package mutating func trust(
    _ template: String, _ trust: Trust, at now: ContinuousClock.Instant
  ) -> Set<Query> {
    guard let known = templates[template], known.trust != trust else { return [] }
    templates[template]?.trust = trust
    return judge(known.wanted, at: now)
  }

  /// Says what the leader of a template shares.
  package mutating func offer(
    _ template: String, _ session: String, _ offers: [Query: Offer],
    at now: ContinuousClock.Instant
  ) -> Set<Query> {
    guard let known = templates[template] else { return [] }
    templates[template]?.session = session
    templates[template]?.offers = offers
    return judge(known.wanted, at: now)
  }

  /// The queries of a template.
  package func wanted(by template: String) -> Set<Query> { templates[template]?.wanted ?? [] }

  /// The templates that this agent leads and which use a query.
  package func led(using query: Query) -> [String] {
    (users[query] ?? []).filter { templates[$0]?.trust == .leading }.sorted()
  }

  /// The registries' own answers to the queries of a template, with a number for each that is
  /// another one for another answer.
  package func ownAnswers(
    of template: String, at now: ContinuousClock.Instant
  ) -> [(query: Query, value: Value, stamp: UInt64)] {
    wanted(by: template).compactMap { query in
      guard let entry = entries[query], entry.source == nil, entry.ownIndex != nil,
        let reading = entry.reading, !reading.isStale
      else { return nil }
      if let since = entry.failingSince, since + staleAfter <= now { return nil }
      return (query, reading.value, entry.position)
    }
  }

  /// Whether all queries of a template have an answer of their registry.
  package func isComplete(_ template: String) -> Bool {
    wanted(by: template).allSatisfy { entries[$0]?.ownIndex != nil }
  }

  /// Gives up waiting where it took too long.
  package mutating func expire(at now: ContinuousClock.Instant) -> Set<Query> {
    let due = entries.filter { query, entry in
      entry.route != .own && entry.lackingSince.map { $0 + patience <= now } ?? false
    }
    return judge(Set(due.keys), at: now)
  }
}

// MARK: - readers

extension ShareTable {
  /// What a reader does that has the answer at `position`, or none.
  package func step(_ query: Query, after position: UInt64?) -> Step {
    guard let entry = entries[query] else { return .ask(after: nil) }
    let known = entry.reading.map { reading in
      Reading(value: reading.value, index: entry.position, isStale: reading.isStale)
    }
    switch entry.route {
    case .own:
      guard let position, let index = entry.ownIndex else { return .ask(after: nil) }
      if let known, position != entry.position { return .give(known) }
      return .ask(after: index)
    case .shared, .awaited:
      guard let known, position != entry.position else { return .wait }
      // What is in hand while a leader is awaited was given before.
      return position == nil || entry.route == .shared ? .give(known) : .wait
    }
  }

  /// Takes an answer of a registry. Returns it as readers get it, and the queries whose way is
  /// another one now.
  package mutating func answered(
    _ query: Query, _ reading: Reading, at now: ContinuousClock.Instant
  ) -> (reading: Reading, isNews: Bool, moved: Set<Query>) {
    guard var entry = entries[query] else { return (reading, false, []) }
    entry.failingSince = nil
    entry.ownIndex = reading.index
    let isSame =
      entry.reading.map {
        $0.value.isIdentical(to: reading.value) && $0.isStale == reading.isStale
      } ?? false
    let isNews = !isSame || entry.source != nil
    if isNews {
      entry.reading = reading
      entry.source = nil
    }
    if !isSame { entry.position = nextPosition() }
    entries[query] = entry
    let given = Reading(
      value: reading.value, index: entry.position, isStale: reading.isStale)
    return (given, isNews, judge([query], at: now))
  }

  /// Notes that a registry did not answer.
  package mutating func failed(_ query: Query, at now: ContinuousClock.Instant) {
    if entries[query]?.failingSince == nil { entries[query]?.failingSince = now }
  }

  private mutating func nextPosition() -> UInt64 {
    lastPosition += 1
    return lastPosition
  }
}

// MARK: - judging

extension ShareTable {
  private mutating func judge(
    _ queries: Set<Query>, at now: ContinuousClock.Instant
  ) -> Set<Query> {
    var moved: Set<Query> = []
    for query in queries {
      guard users[query] != nil else {
        moved.insert(query)
        continue
      }
      let old = entries[query]
      var entry = old ?? Entry()
      judge(query, &entry, at: now)
      entries[query] = entry
      if old?.route != entry.route || old?.position != entry.position { moved.insert(query) }
    }
    return moved
  }

  private mutating func judge(
    _ query: Query, _ entry: inout Entry, at now: ContinuousClock.Instant
  ) {
    let users = (users[query] ?? []).sorted().compactMap { name in
      templates[name].map { (name: name, template: $0) }
    }
    func ask() {
      if entry.route != .own { (entry.route, entry.ownIndex) = (.own, nil) }
      entry.lackingSince = nil
    }
    if users.contains(where: { [.leading, .alone].contains($0.template.trust) }) { return ask() }
    var isOutdated = false
    for (name, template) in users where template.trust == .following {
      guard let offer = template.offers[query] else { continue }
      if accept(offer, from: (name, template.session), &entry) {
        (entry.route, entry.lackingSince) = (.shared, nil)
        return
      }
      isOutdated = true
    }
    if isOutdated || entry.route == .own && entry.reading != nil { return ask() }
    let since = entry.lackingSince ?? now
    guard now < since + patience else { return ask() }
    (entry.route, entry.lackingSince) = (.awaited, since)
  }

  /// Takes what a leader shares if it is not older than what is here.
  private mutating func accept(
    _ offer: Offer, from source: (template: String, session: String), _ entry: inout Entry
  ) -> Bool {
    let isSame = entry.reading?.value.isIdentical(to: offer.value) ?? false
    // One leader's answers come in the order in which it got them.
    let isNext = entry.source.map { $0 == source } ?? false
    guard isSame || isNext || entry.reading == nil else { return false }
    if !isSame {
      entry.reading = Reading(value: offer.value, index: 0)
      entry.position = nextPosition()
    }
    entry.source = source
    return true
  }
}
