/// How a running HAProxy gets from one configuration to another. A value: making it changes
/// nothing, and it can be printed.
package struct HAProxyPlan: Sendable, Equatable {
  /// Why a reload is needed, most important first; empty if none is.
  package internal(set) var reasons: [String] = []
  /// What to do where no reload is needed, in order.
  package internal(set) var operations: [RuntimeOperation] = []
  /// What of the running process is other than the old configuration says.
  package internal(set) var drift: [String] = []

  /// Nothing to do.
  package init() {}

  /// The way to go.
  package enum Way: Sendable, Equatable {
    case nothing, runtime, reload
  }

  /// The way to go.
  package var way: Way {
    if !reasons.isEmpty { return .reload }
    return operations.isEmpty ? .nothing : .runtime
  }

  /// A line for each backend that changes, such as
  /// `backend web: +1 server, 2 addresses changed, no reload`; or the reasons for a reload.
  package var summary: [String] {
    switch way {
    case .nothing: return ["nothing to do in the running process, no reload"]
    case .reload: return reasons.map { "reload: \($0)" }
    case .runtime:
      var tallies: [(backend: Word, tally: PlanTally)] = []
      for operation in operations {
        let backend = operation.place.backend
        if let index = tallies.firstIndex(where: { $0.backend == backend }) {
          tallies[index].tally.count(operation)
        } else {
          tallies.append((backend, PlanTally(operation)))
        }
      }
      return tallies.map { "backend \($0.backend): \($0.tally), no reload" }
    }
  }

  /// The commands in order; none for a reload.
  package var commands: [String] { way == .runtime ? operations.flatMap(\.commands) : [] }

  mutating func sort() {
    let sorted = operations.enumerated().sorted {
      ($0.element.rank, $0.offset) < ($1.element.rank, $1.offset)
    }
    operations = sorted.map(\.element)
  }
}

/// How many changes of each kind a backend gets.
private struct PlanTally: CustomStringConvertible {
  private var added = 0
  private var removed = 0
  private var changed: [(what: String, count: Int)] = []

  init(_ operation: RuntimeOperation) { count(operation) }

  mutating func count(_ operation: RuntimeOperation) {
    switch operation {
    case .add: added += 1
    case .remove: removed += 1
    case .setAddress: change("address", "addresses")
    case .setWeight: change("weight", "weights")
    case .setMaxConnections: change("maxconn", "maxconns")
    case .setState: change("state", "states")
    }
  }

  private mutating func change(_ one: String, _ many: String) {
    if let index = changed.firstIndex(where: { $0.what == one || $0.what == many }) {
      changed[index] = (many, changed[index].count + 1)
    } else {
      changed.append((one, 1))
    }
  }

  var description: String {
    var parts: [String] = []
    if added > 0 { parts.append("+\(added) server\(added == 1 ? "" : "s")") }
    if removed > 0 { parts.append("-\(removed) server\(removed == 1 ? "" : "s")") }
    parts += changed.map { "\($0.count) \($0.what) changed" }
    return parts.joined(separator: ", ")
  }
}
