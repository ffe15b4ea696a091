import RegistryCore
import SystemSupport

/// Tells what keeps a command waiting, once for each registry and kind of failure.
struct Outages {
  private let log: Log
  private var known: [String: Set<RegistryError.Code>] = [:]
  /// The registries whose outage was told.
  private(set) var told: Set<String> = []

  init(log: Log) { self.log = log }

  /// A query failed. Errors that will last are told by the command itself, which ends of them.
  mutating func tell(_ error: RegistryError?, of query: Query) {
    guard let error, !error.isPermanent,
      known[query.registry, default: []].insert(error.code).inserted
    else { return }
    log.warning(
      "registry does not answer; trying again until the time is over",
      ["registry": query.registry, "query": query.text, "error": error.message])
    if log.minimum <= .warning { told.insert(query.registry) }
  }
}
