import RegistryCore
import Synchronization
import Values

/// A registry whose waits call back, when the test says so.
final class WaitingRegistry: Registry {
  /// What becomes of a wait within the call that begins it.
  enum Manner {
    /// It goes on.
    case waits
    /// It is answered at once, so many times.
    case answers(Int)
    /// The query is to be read.
    case reads
  }

  private struct State {
    var manner: Manner
    var index: UInt64 = 1
    var failure: RegistryError?
    var reads = 0
    var lastNumber = 0
    var waiting: [Int: Reading.Completion] = [:]
  }

  private final class Given: Wait {
    let registry: WaitingRegistry
    let number: Int

    init(_ registry: WaitingRegistry, _ number: Int) {
      (self.registry, self.number) = (registry, number)
    }

    func cancel() { registry.end(number, .failure(RegistryError(.cancelled, "cancelled"))) }
  }

  private let state: Mutex<State>

  init(_ manner: Manner = .waits) { state = Mutex(State(manner: manner)) }

  var waiting: Int { state.withLock { $0.waiting.count } }

  var reads: Int { state.withLock { $0.reads } }

  static func reading(_ index: UInt64) -> Reading {
    Reading(value: .string("\(index)"), index: index)
  }

  func fail(_ error: RegistryError?) { state.withLock { $0.failure = error } }

  func read(_ query: Query, after index: UInt64?) async throws(RegistryError) -> Reading {
    let (failure, index) = state.withLock { state in
      state.reads += 1
      if index != nil { state.index += 1 }
      return (state.failure, state.index)
    }
    if let failure { throw failure }
    return Self.reading(index)
  }

  func wait(
    for query: Query, after index: UInt64, _ completion: @escaping Reading.Completion
  ) -> (any Wait)? {
    let (number, answer) = state.withLock { state -> (Int?, Reading?) in
      state.lastNumber += 1
      switch state.manner {
      case .reads: return (nil, nil)
      case .answers(let count) where count > 0:
        state.manner = .answers(count - 1)
        state.index += 1
        return (state.lastNumber, Self.reading(state.index))
      case .waits, .answers:
        state.waiting[state.lastNumber] = completion
        return (state.lastNumber, nil)
      }
    }
    guard let number else { return nil }
    if let answer { completion(.success(answer)) }
    return Given(self, number)
  }

  /// Answers all that wait with something new.
  func change() {
    let (numbers, index) = state.withLock { state in
      state.index += 1
      return (Array(state.waiting.keys), state.index)
    }
    for number in numbers { end(number, .success(Self.reading(index))) }
  }

  func shutdown() async {
    for number in state.withLock({ Array($0.waiting.keys) }) {
      end(number, .failure(RegistryError(.cancelled, "shut down")))
    }
  }

  private func end(_ number: Int, _ answer: Result<Reading, RegistryError>) {
    state.withLock { $0.waiting.removeValue(forKey: number) }?(answer)
  }
}
