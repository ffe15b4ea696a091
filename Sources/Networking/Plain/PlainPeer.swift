import CSystem

/// Whom a connection of this program's own clients is with.
package enum PlainPeer: Hashable, Sendable {
  /// A socket in the file system.
  case path(String)
  /// A literal address, without brackets.
  case address(String, UInt16)
  /// A name, this machine's own among them.
  case name(String, UInt16)

  init(_ request: HTTPRequest, _ target: HTTPTarget) {
    if let path = request.unixSocketPath {
      self = .path(path)
    } else {
      self.init(host: target.bareHost, port: UInt16(clamping: target.port))
    }
  }

  /// A port of a host, which is a name or an address without brackets.
  package init(host: String, port: UInt16) {
    self = cs_socket_is_address(host) == 1 ? .address(host, port) : .name(host.lowercased(), port)
  }

  /// How messages name it.
  var address: SocketAddress {
    switch self {
    case .path(let path): .path(path)
    case .address(let host, let port), .name(let host, let port): .ip(host: host, port: port)
    }
  }

  /// Where to connect, if that is known without asking.
  var ownAddresses: [SocketAddress]? {
    switch self {
    case .path(let path): [.path(path)]
    case .address(let host, let port): [.ip(host: host, port: port)]
    case .name("localhost", let port):
      [.ip(host: "::1", port: port), .ip(host: "127.0.0.1", port: port)]
    case .name: nil
    }
  }

  /// The addresses of a name in the order of attempts: the families take turns.
  func addresses(_ hosts: [String]) -> [SocketAddress] {
    guard case .name(_, let port) = self, let first = hosts.first else { return [] }
    let isFirstKind = { (host: String) in host.utf8.contains(0x3A) == first.utf8.contains(0x3A) }
    let (same, other) = (hosts.filter(isFirstKind), hosts.filter { !isFirstKind($0) })
    var ordered: [String] = []
    for index in 0..<max(same.count, other.count) {
      if index < same.count { ordered.append(same[index]) }
      if index < other.count { ordered.append(other[index]) }
    }
    return ordered.map { .ip(host: $0, port: port) }
  }
}
