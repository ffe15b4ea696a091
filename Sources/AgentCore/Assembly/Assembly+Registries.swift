import AgentConfiguration
import Diagnostics
import Networking
import Registries
import RegistryCore
import SystemSupport

extension Assembly {
  /// Opens a registry, or throws why its settings cannot work; nil for one that nobody asks.
  static func open(
    _ settings: RegistrySettings, log: Log
  ) throws(DiagnosticError) -> WatcherPool.Source? {
    switch settings.kind {
    case .replay: return nil
    case .file(let file):
      // It tells a failure once and then waits for the repair, which is not to wait for a pause.
      var pace = WatchMachine.Pace()
      pace.retryMaximum = pace.retryMinimum
      return WatcherPool.Source(
        registry: FileRegistry(path: file.path, log: log.with("registry", settings.name)),
        pace: pace)
    case .consul(let consul):
      var pace = WatchMachine.Pace()
      pace.retryMinimum = consul.retryMinimum
      pace.retryMaximum = consul.retryMaximum
      do throws(RegistryError) {
        return WatcherPool.Source(
          registry: try ConsulRegistry(settings: ConsulRegistrySettings(consul)), pace: pace)
      } catch {
        throw DiagnosticError(
          Diagnostic(
            code: "registry-settings", "registry `\(settings.name)`: \(error.message)"))
      }
    }
  }
}

extension ConsulRegistrySettings {
  fileprivate init(_ settings: RegistrySettings.ConsulSettings) {
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
    tls = TLSOptions(settings.tls)
    maxStale = settings.maxStale
    wait = settings.wait
    pollInterval = settings.poll
    consistency = Consistency(settings.consistency)
    doubts.leaderless = settings.refusesLeaderless
    doubts.filtered = settings.refusesFiltered
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

extension TLSOptions {
  fileprivate init(_ settings: TLSSettings) {
    self.init()
    caFile = settings.caFile
    caDirectory = settings.caDirectory
    certificateFile = settings.certificateFile
    keyFile = settings.keyFile
    serverName = settings.serverName
    verifies = settings.verifies
  }
}
