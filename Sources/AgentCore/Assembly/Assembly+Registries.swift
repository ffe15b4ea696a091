import AgentConfiguration
import Diagnostics
import Networking
import Registries
import RegistryCore
import SystemSupport

extension Assembly {
  /// Opens a registry, or throws why its settings cannot work; nil for one that nobody asks.
  static func open(
    _ settings: RegistrySettings, environment: [String: String], log: Log
  ) throws(DiagnosticError) -> WatcherPool.Source? {
    guard let keys = try openKind(settings, environment: environment, log: log) else { return nil }
    guard let services = settings.services else { return keys }
    return try source(named: settings.name, keys.pace) { () throws(RegistryError) in
      LayoutRegistry(
        keys.registry, layout: try ServiceLayout.make(services),
        log: log.with("registry", settings.name))
    }
  }

  private static func openKind(
    _ settings: RegistrySettings, environment: [String: String], log: Log
  ) throws(DiagnosticError) -> WatcherPool.Source? {
    switch settings.kind {
    case .replay: return nil
    case .file(let file):
      // It tells a failure once and then waits for the repair, which is not to wait for a pause.
      var pace = WatchMachine.Pace()
      pace.retry.maximum = pace.retry.minimum
      return WatcherPool.Source(
        registry: FileRegistry(FileSource(file), log: log.with("registry", settings.name)),
        pace: pace)
    case .environment(let settings):
      let keys = EnvironmentKeys(
        environment, prefix: settings.prefix, separator: settings.separator)
      return WatcherPool.Source(registry: EnvironmentRegistry(keys))
    case .consul(let consul):
      let pace = pace(consul.retry)
      return try source(named: settings.name, pace) { () throws(RegistryError) in
        try ConsulRegistry(
          settings: ConsulRegistrySettings(consul), log: log.with("registry", settings.name))
      }
    case .etcd(let etcd):
      let pace = pace(etcd.retry)
      return try source(named: settings.name, pace) { () throws(RegistryError) in
        try EtcdRegistry(settings: EtcdRegistrySettings(etcd))
      }
    case .etcdV2(let etcd):
      let pace = pace(etcd.retry)
      return try source(named: settings.name, pace) { () throws(RegistryError) in
        try EtcdV2Registry(
          settings: EtcdV2Settings(etcd), log: log.with("registry", settings.name))
      }
    case .redis(let redis):
      let pace = pace(redis.retry)
      return try source(named: settings.name, pace) { () throws(RegistryError) in
        try RedisRegistry(settings: RedisSettings(redis), log: log.with("registry", settings.name))
      }
    }
  }

  private static func pace(_ retry: RetryPauses) -> WatchMachine.Pace {
    var pace = WatchMachine.Pace()
    pace.retry = retry
    return pace
  }

  private static func source(
    named name: String, _ pace: WatchMachine.Pace,
    _ registry: () throws(RegistryError) -> any Registry
  ) throws(DiagnosticError) -> WatcherPool.Source {
    do throws(RegistryError) {
      return WatcherPool.Source(registry: try registry(), pace: pace)
    } catch {
      throw DiagnosticError(
        Diagnostic(code: "registry-settings", "registry `\(name)`: \(error.message)"))
    }
  }
}

extension FileSource {
  fileprivate init(_ settings: RegistrySettings.FileSettings) {
    self.init(
      [settings.path] + settings.morePaths,
      content: settings.content == .keys ? .keys(filter: settings.filter) : .catalog)
  }
}

extension ConsulRegistrySettings {
  init(_ settings: RegistrySettings.ConsulSettings) {
    self.init()
    address = settings.address
    addresses = settings.addresses
    lookup = settings.serviceName.map {
      ServiceLookup(name: $0, server: settings.serviceNameServer)
    }
    token = settings.token
    tokenFile = settings.tokenFile
    basicAuthentication = settings.basicAuthentication
    datacenter = settings.datacenter
    namespace = settings.namespace
    partition = settings.partition
    usesTLS = settings.usesTLS
    tls = settings.tls
    usesEnvironmentProxy = settings.usesEnvironmentProxy
    maxStale = settings.maxStale
    wait = settings.wait
    pollInterval = settings.poll
    connectTimeout = settings.connectTimeout
    consistency = Consistency(settings.consistency)
    doubts.leaderless = settings.refusesLeaderless
    doubts.filtered = settings.refusesFiltered
    maximumConnections = settings.maximumConnections
  }
}

extension Consistency {
  fileprivate init(_ setting: RegistrySettings.ConsulSettings.Consistency) {
    switch setting {
    case .stale: self = .stale
    case .default: self = .default
    case .consistent: self = .consistent
    }
  }
}

extension EtcdRegistrySettings {
  init(_ settings: RegistrySettings.EtcdSettings) {
    self.init()
    endpoints = settings.endpoints
    prefix = settings.prefix
    user = settings.user
    password = settings.password
    passwordFile = settings.passwordFile
    usesTLS = settings.usesTLS
    tls = settings.tls
    usesEnvironmentProxy = settings.usesEnvironmentProxy
    timeout = settings.timeout
    connectTimeout = settings.connectTimeout
    watchdog = settings.watchdog
    reread = settings.reread
  }
}

extension RedisSettings {
  fileprivate init(_ settings: RegistrySettings.RedisSettings) {
    self.init()
    endpoints = settings.endpoints
    user = settings.user
    password = settings.password
    passwordFile = settings.passwordFile
    database = settings.database
    names = RedisKeyNames(prefix: settings.prefix, separator: settings.separator)
    search = settings.search == .confd ? .confd : .all
    timeout = settings.timeout
    connectTimeout = settings.connectTimeout
    watchdog = settings.watchdog
    reread = settings.reread
    poll = settings.poll
  }
}

extension EtcdV2Settings {
  fileprivate init(_ settings: RegistrySettings.EtcdV2Settings) {
    self.init()
    endpoints = settings.endpoints
    basicAuthentication = settings.basicAuthentication
    usesTLS = settings.usesTLS
    tls = settings.tls
    usesEnvironmentProxy = settings.usesEnvironmentProxy
    quorum = settings.quorum
    wait = settings.wait
  }
}
