/// An etcd registry while it is read: what was written decides which defaults hold.
struct EtcdDraft {
  var settings = RegistrySettings.EtcdSettings()
  var hasTLSTable = false
  var tlsEnabled: Bool?

  /// The settings with the decisions made.
  var finished: RegistrySettings.EtcdSettings {
    var settings = settings
    settings.usesTLS = tlsEnabled ?? hasTLSTable
    return settings
  }
}
