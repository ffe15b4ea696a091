/// What a `LoadClient` saw.
package struct LoadTally: Sendable, Equatable, CustomStringConvertible {
  /// How a request failed.
  package enum Failure: String, CaseIterable, Sendable {
    /// Nobody listens.
    case refused
    /// The connection was reset.
    case reset
    /// The connection ended before the answer did.
    case ended
    /// The answer did not come in time.
    case late
    /// The answer was another one than 200.
    case status
  }

  /// Nothing yet.
  package init() {}

  /// The requests that got their answer.
  package internal(set) var answers = 0
  /// Failures on connections that were made for the request.
  package internal(set) var fresh: [Failure: Int] = [:]
  /// Failures on connections that had served a request before.
  package internal(set) var reused: [Failure: Int] = [:]

  /// All failures.
  package var failures: Int { fresh.values.reduce(0, +) + reused.values.reduce(0, +) }

  mutating func fail(_ failure: Failure, isReused: Bool) {
    if isReused { reused[failure, default: 0] += 1 } else { fresh[failure, default: 0] += 1 }
  }

  /// What was seen since an earlier look.
  package func since(_ earlier: LoadTally) -> LoadTally {
    var rest = self
    rest.answers -= earlier.answers
    rest.fresh = fresh.merging(earlier.fresh) { $0 - $1 }.filter { $0.value != 0 }
    rest.reused = reused.merging(earlier.reused) { $0 - $1 }.filter { $0.value != 0 }
    return rest
  }

  /// `1200 answers, 0 failures`; the failures by kind where there are any.
  package var description: String {
    var text = "\(answers) answers, \(failures) failures"
    for (name, counts) in [("fresh", fresh), ("reused", reused)] where !counts.isEmpty {
      let kinds = Failure.allCases.compactMap { kind in
        counts[kind].map { "\($0) \(kind.rawValue)" }
      }
      text += "; \(name): \(kinds.joined(separator: ", "))"
    }
    return text
  }
}
