import SystemSupport

/// An nginx as it was found: its main file, and the process that runs it.
struct NginxPlace: Sendable {
  /// The main configuration file.
  let main: String
  /// Directory of relative paths, except those of included files and certificates.
  let prefix: String
  /// The log of errors which the program has before it knows its configuration.
  let errorLog: String
  /// The master that runs with the main file; nil if there is none, or several.
  let master: NginxMaster?

  /// Looks for what the settings leave open. `changed` has files by path, of which one may be the
  /// main file.
  static func find(
    _ settings: NginxSettings, changed: [String: [UInt8]]
  ) async -> NginxPlace {
    let build = await NginxBuild.of(settings.binary) ?? .packaged
    let masters = NginxMaster.all()
    var main = settings.configuration ?? changed.first { isMain($0.value) }?.key
    if main == nil, masters.count == 1 { main = masters.first?.configuration(build) }
    let path = FilePath.absolute(main ?? build.configuration)
    let real = NginxTree.realPath(path)
    let found = masters.filter { NginxTree.realPath($0.configuration(build)) == real }
    let master = found.count == 1 ? found.first : nil
    let prefix = master?.prefix ?? build.prefix
    return NginxPlace(
      main: path, prefix: prefix, errorLog: FilePath.joined(prefix, build.errorLog), master: master)
  }

  /// Only the main file can have the block `events`.
  private static func isMain(_ contents: [UInt8]) -> Bool {
    NginxText.directives(contents).contains { $0.name == "events" && $0.block != nil }
  }

  /// The files to which a master writes its errors with this configuration.
  func errorLogs(_ directives: [NginxDirective]) -> [String] {
    let values = directives.filter { $0.name == "error_log" }.compactMap(\.value)
    let paths = values.isEmpty ? [errorLog] : values
    return paths.filter { $0 != "stderr" && !$0.hasPrefix("syslog:") && !$0.hasPrefix("memory:") }
      .map { FilePath.joined(prefix, $0) }
  }
}

extension NginxBuild {
  /// The paths of the packages of nginx and of distributions.
  fileprivate static let packaged = NginxBuild(
    """
    --prefix=/etc/nginx --conf-path=/etc/nginx/nginx.conf \
    --error-log-path=/var/log/nginx/error.log
    """)
}
