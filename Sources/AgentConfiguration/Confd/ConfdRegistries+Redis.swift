import Diagnostics
import SystemSupport

extension ConfdRegistries {
  /// confd's client takes the flag for the client's key as the password, and the file of a node
  /// that is one as a unix socket.
  func redis(
    _ backend: ConfdBackendOptions, at entry: SettingEntry?, _ list: inout DiagnosticList
  ) -> RegistrySettings.Kind? {
    guard backend.caFile.isEmpty, backend.certificateFile.isEmpty else {
      list.add(
        problem(
          "unsupported", "TLS to Redis is not supported", at: entry,
          hint: "let a proxy such as stunnel or HAProxy speak it"))
      return nil
    }
    var settings = RegistrySettings.RedisSettings()
    let nodes = backend.nodes.map(ConfdRegistries.redisAddress)
    for node in nodes {
      guard let found = RegistryAddress.redisProblem(of: node) else { continue }
      list.add(problem("invalid-value", "the node `\(node)` \(found)", at: entry))
      return nil
    }
    if !nodes.isEmpty { settings.endpoints = nodes }
    settings.user = backend.user
    settings.password = backend.password
    if backend.password == nil, !backend.keyFile.isEmpty {
      settings.password = Secret(backend.keyFile)
    }
    settings.separator = backend.separator.isEmpty ? "/" : backend.separator
    // With the slash confd's own keys are the server's, which begin with one.
    if settings.separator == "/" { settings.prefix = "/" }
    settings.search = .confd
    settings.connectTimeout = backend.dialTimeout
    settings.retry.minimum = backend.retryMinimum
    settings.retry.maximum = max(backend.retryMinimum, backend.retryMaximum)
    return .redis(settings)
  }

  private static func redisAddress(_ node: String) -> String {
    let isSocket = node.hasPrefix("/") || (try? FileSystem.real.status(node)) != nil
    return isSocket ? "unix://\(FilePath.absolute(node))" : node
  }
}
