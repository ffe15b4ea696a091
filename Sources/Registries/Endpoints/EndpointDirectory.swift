package import Networking
package import RegistryCore
import Synchronization
import SystemSupport

/// The servers of one registry: a list from the settings, or one which the domain name system gives
/// and which is looked up again when it is out of date. Shared by all reads of the registry.
///
/// A lookup that fails changes nothing: the servers known so far are asked.
package final class EndpointDirectory: Sendable {
  /// Bounds for how long a lookup holds, whatever its time to live.
  package struct Pace: Sendable, Equatable {
    /// The shortest time between two lookups.
    package var minimum: Duration = .seconds(5)
    /// The longest time between two lookups.
    package var maximum: Duration = .seconds(300)

    /// The defaults.
    package init() {}
  }

  private struct State {
    var list: EndpointList
    var isLookingUp = false
    /// When the next lookup is due; nil for at once.
    var due: ContinuousClock.Instant?
    var lastLookup: ContinuousClock.Instant?
    var failure: ServiceLookup.Failure?
  }

  private let state: Mutex<State>
  private let lookup: ServiceLookup?
  private let pace: Pace

  /// Fixed servers, or with a lookup those that it finds.
  package init(addresses: [String], lookup: ServiceLookup? = nil, pace: Pace = Pace()) {
    state = Mutex(State(list: EndpointList(lookup == nil ? addresses : [])))
    self.lookup = lookup
    self.pace = pace
  }

  /// Whom to ask now. The first asker of all waits for the lookup, and those beside it with it.
  package func choice() async throws(RegistryError) -> EndpointList.Choice {
    startLookupIfDue()
    while true {
      let (choice, isLookingUp, failure) = state.withLock { state in
        (state.list.choice(at: .now), state.isLookingUp, state.failure)
      }
      if let choice { return choice }
      guard isLookingUp else {
        throw RegistryError(.unreachable, failure?.description ?? "no servers are configured")
      }
      guard await EventLoop.shared.pause(for: .milliseconds(10)) else {
        throw RegistryError(.cancelled, "cancelled while looking up servers")
      }
    }
  }

  /// Notes that a server answered.
  package func succeeded(_ choice: EndpointList.Choice) {
    state.withLock { $0.list.succeeded(choice) }
  }

  /// Notes that a server failed. Then the servers may have moved: a lookup is due, though not more
  /// often than the pace allows.
  package func failed(_ choice: EndpointList.Choice) {
    state.withLock { state in
      var random = SystemRandomNumberGenerator()
      guard state.list.failed(choice, at: .now, using: &random), let last = state.lastLookup else {
        return
      }
      state.due = min(state.due ?? .now, last + pace.minimum)
    }
  }

  /// What is known of each server.
  package var health: [EndpointList.Health] { state.withLock { $0.list.health(at: .now) } }

  private func startLookupIfDue() {
    guard let lookup else { return }
    let isDue = state.withLock { state in
      guard !state.isLookingUp, state.due.map({ $0 <= .now }) ?? true else { return false }
      state.isLookingUp = true
      state.lastLookup = .now
      return true
    }
    guard isDue else { return }
    // Not a child of the read that happened to come first: others wait for it too.
    Task { [self] in
      let result: Result<ServiceAnswer, ServiceLookup.Failure>
      do throws(ServiceLookup.Failure) {
        result = .success(try await lookup.ask())
      } catch { result = .failure(error) }
      take(result)
    }
  }

  private func take(_ result: Result<ServiceAnswer, ServiceLookup.Failure>) {
    state.withLock { state in
      state.isLookingUp = false
      switch result {
      case .success(let answer):
        var random = SystemRandomNumberGenerator()
        let records = answer.ordered(using: &random)
        // The order of servers that are known already stays: it is random among equals.
        let found = records.map { "\($0.target):\($0.port)" }
        if Set(found) != Set(state.list.addresses) { state.list.replace(with: found) }
        state.failure = nil
        state.due = .now + min(max(answer.timeToLive, pace.minimum), pace.maximum)
      case .failure(let failure):
        state.failure = failure
        state.due = .now + pace.minimum
      }
    }
  }
}
