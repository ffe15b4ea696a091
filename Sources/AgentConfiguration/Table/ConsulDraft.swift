/// A consul registry while it is read: what was written decides which defaults hold.
struct ConsulDraft {
  var settings = RegistrySettings.ConsulSettings()
  var hasTLSTable = false
  var tlsEnabled: Bool?
  var verifies: Bool?

  /// The settings with the decisions made.
  var finished: RegistrySettings.ConsulSettings {
    var settings = settings
    let isSingle = settings.addresses.isEmpty && settings.serviceName == nil
    // Of several addresses each says for itself, and the others follow `tls`.
    switch isSingle ? RegistryAddress.scheme(of: settings.address) : nil {
    case "https": settings.usesTLS = true
    case "http", "unix": settings.usesTLS = false
    default: settings.usesTLS = tlsEnabled ?? hasTLSTable
    }
    settings.tls.verifies = verifies ?? true
    return settings
  }
}
