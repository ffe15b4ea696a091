import CSystem

#if canImport(Glibc)
  import Glibc
#endif

extension SocketAddress {
  /// Why a server could not listen here, with the address: somebody else does, or the system has no
  /// such address. Nil if it could, or if that cannot be told: whether another user may bind is not
  /// known here. Nothing listens meanwhile.
  package var bindProblem: String? {
    guard case .ip(let host, let port) = self else { return nil }
    let code = cs_socket_try_bind(host, port, host.contains(":") ? 1 : 0)
    guard code == -EADDRINUSE || code == -EADDRNOTAVAIL else { return nil }
    return "\(self): \(String(cString: strerror(-code)))"
  }
}
