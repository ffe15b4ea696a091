/// An etcd2 registry while it is read: what was written decides which defaults hold.
struct EtcdV2Draft {
  var settings = RegistrySettings.EtcdV2Settings()
  var hasTLSTable = false
  var tlsEnabled: Bool?

  /// The settings with the decisions made.
  var finished: RegistrySettings.EtcdV2Settings {
    var settings = settings
    settings.usesTLS = tlsEnabled ?? hasTLSTable
    return settings
  }
}
