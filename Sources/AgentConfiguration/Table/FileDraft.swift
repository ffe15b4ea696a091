/// A file registry while it is read.
struct FileDraft {
  var path: String?
  var content = RegistrySettings.FileSettings.Content.catalog
  var morePaths: [String] = []
  var filter = "*"

  /// The settings of a path.
  func finished(_ path: String) -> RegistrySettings.FileSettings {
    var settings = RegistrySettings.FileSettings(path: path)
    settings.content = content
    settings.morePaths = morePaths
    settings.filter = filter
    return settings
  }
}
