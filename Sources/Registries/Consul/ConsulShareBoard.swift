import DataFormats
package import RegistryCore
package import SystemSupport

/// Shares through Consul: sessions hold keys, and take them along when they end.
package final class ConsulShareBoard: ShareBoard {
  private let consul: ConsulRegistry
  private let name: String

  /// The registry that reads keys and waits for them.
  package var registry: any Registry { consul }

  /// The longest for anything but waiting.
  private static let deadline = Duration.seconds(10)

  /// A board that connects with its first use. `name` is how its sessions are listed. Throws
  /// `.unsupported` for a malformed address.
  package init(
    settings: ConsulRegistrySettings, name: String, log: Log = .silent
  ) throws(RegistryError) {
    var settings = settings
    settings.deadline = min(settings.deadline, ConsulShareBoard.deadline)
    consul = try ConsulRegistry(settings: settings, log: log)
    self.name = name
  }

  /// Opens a session; see `ShareBoard`. It is bound to the health of the node that is asked, too.
  package func open(for ttl: Duration) async throws(RegistryError) -> ShareSession {
    // A successor need not wait: what a leader writes that was replaced is refused.
    let body = """
      {"Name":\(ConsulShareBoard.quoted(name)),"TTL":"\(ttl.milliseconds)ms",\
      "Behavior":"delete","LockDelay":"0s"}
      """
    let reply = try await write(consul.queries.session("create"), Array(body.utf8))
    guard let id = (try? JSONTape(reply.body))?.root["ID"]?.string, ConsulShareBoard.isName(id)
    else { throw RegistryError(.invalidAnswer, "\(reply.asked): expected the `ID` of a session") }
    return ShareSession(id: id)
  }

  /// Renews a session; see `ShareBoard`.
  package func renew(_ session: ShareSession) async throws(RegistryError) -> Bool {
    try await !write(consul.queries.session("renew", session.id)).isMissing
  }

  /// Destroys a session; see `ShareBoard`.
  package func close(_ session: ShareSession) async throws(RegistryError) {
    _ = try await write(consul.queries.session("destroy", session.id))
  }

  /// Acquires a key; see `ShareBoard`.
  package func hold(
    _ key: String, _ value: [UInt8], for session: ShareSession
  ) async throws(RegistryError) -> ShareClaim {
    let target = target(of: key).adding([.init("acquire", session.id)])
    let reply = try await write(target, value)
    if reply.isMissing { return .lapsed }
    switch String(decoding: reply.body.prefix(8), as: UTF8.self).prefix(while: \.isLetter) {
    case "true": return .held
    case "false": return .taken
    default:
      throw RegistryError(.invalidAnswer, "\(reply.asked): expected `true` or `false`")
    }
  }

  /// Removes a key; see `ShareBoard`.
  package func remove(
    _ key: String, of session: ShareSession
  ) async throws(RegistryError) {
    _ = try await exchange(target(of: key), .delete)
  }

  /// Reads a key; see `ShareBoard`.
  package func fetch(_ key: String) async throws(RegistryError) -> [UInt8]? {
    let reply = try await exchange(target(of: key).adding([.init("raw", "")]), .read)
    return reply.isMissing ? nil : reply.body
  }

  /// Closes the connections; what is under way ends with `.cancelled`.
  package func shutdown() async { await consul.shutdown() }

  private func target(of key: String) -> ConsulTarget {
    consul.queries.target(of: .key(path: key, Query.Scope()))
  }

  private func write(
    _ target: ConsulTarget, _ body: [UInt8] = []
  ) async throws(RegistryError) -> ConsulReply {
    try await exchange(target, .write(body))
  }

  private func exchange(
    _ target: ConsulTarget, _ action: ConsulRegistry.Action
  ) async throws(RegistryError) -> ConsulReply {
    let turn = Query(registry: "", .key(path: target.name, Query.Scope()))
    return try await consul.connections.dispatcher.reading(turn) { () async throws(RegistryError) in
      try await consul.ask(target, after: nil, to: action)
    }
  }

  private static func quoted(_ text: String) -> String {
    var bytes: [UInt8] = []
    JSONText.append(Array(text.utf8), to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Whether an id can be a step of a key.
  private static func isName(_ id: String) -> Bool {
    !id.isEmpty && id.utf8.count <= 128
      && id.utf8.allSatisfy { $0 == UInt8(ascii: "-") || Character(UnicodeScalar($0)).isHexDigit }
  }
}
