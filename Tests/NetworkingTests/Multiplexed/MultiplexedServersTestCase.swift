import Networking
import SystemSupport
import TestSupport
import XCTest

/// Real servers that talk HTTP/2 over TLS, and what may stand behind them.
class MultiplexedServersTestCase: MultiplexedTestCase {
  /// The lines of an nginx that talks TLS at a port, with further parameters of `listen`.
  func nginx(_ port: UInt16, _ protocols: String, _ lines: String) throws -> String {
    let authority = try Self.sharedAuthority()
    return """
      server {
        listen 127.0.0.1:\(port) ssl \(protocols);
        ssl_certificate \(authority.path("server.pem"));
        ssl_certificate_key \(authority.path("server-key.pem"));
        \(lines)
      }
      """
  }

  /// Starts an nginx whose workers, which are another user, get at its folder.
  func start(_ server: NginxServer) async throws {
    chmod(server.folder.path, 0o755)
    try await server.start()
  }

  func request(_ port: UInt16, _ path: String = "/") throws -> HTTPRequest {
    var request = HTTPRequest(url: "https://127.0.0.1:\(port)\(path)")
    request.tls.caFile = try Self.sharedAuthority().path("ca.pem")
    request.secretHeaders["X-Token"] = Secret("sesame")
    request.deadline = .seconds(20)
    return request
  }

  /// A server that answers whatever comes with nothing.
  static func echo() -> ScriptedServer {
    ScriptedServer { while $0.readRequest() != nil { $0.answer() } }
  }

  /// Starts a HAProxy that talks TLS at a port and hands requests on.
  func startHAProxy(
    _ server: HAProxyServer, _ port: UInt16, _ upstream: ScriptedServer, _ global: String = ""
  ) async throws {
    let authority = try Self.sharedAuthority()
    let folder = (server.configurationPath as NSString).deletingLastPathComponent
    let files = try ["server.pem", "server-key.pem"].map {
      try String(contentsOfFile: authority.path($0), encoding: .utf8)
    }
    try files.joined().write(
      toFile: "\(folder)/both.pem", atomically: true, encoding: .utf8)
    try server.write(
      """
      \(server.preamble.replacingOccurrences(of: "defaults\n", with: "\(global)\ndefaults\n"))
      frontend f
        bind 127.0.0.1:\(port) ssl crt \(folder)/both.pem alpn h2,http/1.1
        default_backend b
      backend b
        server s 127.0.0.1:\(upstream.port)

      """)
    try await server.start()
  }
}
