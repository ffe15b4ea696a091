import RegistryCore
import Rendering

/// Sharing answers with other agents that have the same templates.
extension Agent {
  /// Whom watchers ask.
  var sources: [String: WatcherPool.Source] {
    deduplication?.wrap(assembly.sources) ?? assembly.sources
  }

  /// Says what is used now, before it is watched.
  func shareInputs() {
    deduplication?.want(units.values.map { ($0.resource, $0.inputs.inputs.queries) })
  }

  /// Goes on as the configuration now says, and has watchers ask as it says: all of them where
  /// sharing is another one, else those of registries with other settings.
  func changeSources(from old: Assembly) {
    var isOther = false
    if !assembly.sharesAlike(old) {
      let ended = deduplication
      deduplication = assembly.deduplication(log: log)
      isOther = ended != nil || deduplication != nil
      if let ended { Task { await ended.shutdown() } }
    }
    shareInputs()
    for (name, source) in sources where isOther || !assembly.sharesRegistry(name, with: old) {
      pool.restart(registry: name, from: source)
    }
  }
}
