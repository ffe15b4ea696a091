import AgentConfiguration
import Registries
import RegistryCore
import SystemSupport

extension Assembly {
  /// Sharing as the configuration says it; nil if each agent asks by itself. Nothing is asked yet.
  func deduplication(log: Log) -> Deduplication? {
    guard let settings = configuration.deduplication,
      let name = settings.registry ?? configuration.defaultRegistry,
      let registry = configuration.registries.first(where: { $0.name == name })
    else { return nil }
    do throws(RegistryError) {
      let board = try Assembly.board(registry, settings, log: log.with("registry", name))
      guard let board else { return nil }
      return Deduplication(
        settings, board: board, of: name, identity: ShareIdentity(configuration, board: name),
        redaction: shareRedaction(settings),
        watching: sources[name]?.pace ?? WatchMachine.Pace(), log: log)
    } catch {
      log.error("cannot share; asking the registries here", ["error": error.message])
      return nil
    }
  }

  private static func board(
    _ registry: RegistrySettings, _ settings: DeduplicationSettings, log: Log
  ) throws(RegistryError) -> (any ShareBoard)? {
    switch registry.kind {
    case .consul(let consul):
      var board = ConsulRegistrySettings(consul)
      board.maxStale = settings.maxStale
      return try ConsulShareBoard(settings: board, name: "trimtab", log: log)
    case .etcd(let etcd): return try EtcdShareBoard(settings: EtcdRegistrySettings(etcd))
    case .file, .environment, .etcdV2, .redis, .replay: return nil
    }
  }

  /// Whether sharing in `other` is the same, with everything that it depends on.
  func sharesAlike(_ other: Assembly) -> Bool {
    configuration.deduplication == other.configuration.deduplication
      && configuration.registries == other.configuration.registries
      && configuration.defaultRegistry == other.configuration.defaultRegistry
      && configuration.cacheRedactions == other.configuration.cacheRedactions
  }
}
