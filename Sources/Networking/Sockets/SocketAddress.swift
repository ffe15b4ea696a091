/// Where a stream socket is.
package enum SocketAddress: Hashable, Sendable, CustomStringConvertible {
  /// A socket in the file system.
  case path(String)
  /// A literal IP address and a port.
  case ip(host: String, port: UInt16)

  /// The path, or `10.0.0.1:80`, `[::1]:80`.
  package var description: String {
    switch self {
    case .path(let path): path
    case .ip(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
  }
}
