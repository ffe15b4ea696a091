/// A registry while it is read: what was written decides which defaults hold.
struct ServerDraft<Settings: ServerSettings> {
  var settings = Settings()
  var hasTLSTable = false
  var tlsEnabled: Bool?

  /// The settings with the decisions made.
  var finished: Settings {
    var settings = settings
    settings.usesTLS = settings.addressUsesTLS ?? tlsEnabled ?? hasTLSTable
    return settings
  }
}

typealias ConsulDraft = ServerDraft<RegistrySettings.ConsulSettings>
typealias EtcdDraft = ServerDraft<RegistrySettings.EtcdSettings>
typealias EtcdV2Draft = ServerDraft<RegistrySettings.EtcdV2Settings>
