import CSystem

#if canImport(Glibc)
  import Glibc
#endif

/// Finds out before a reload whether HAProxy could listen at addresses that are new.
///
/// `haproxy -c` does not bind. A reload that then cannot makes HAProxy pause its listeners for two
/// seconds, in which clients are refused.
enum BindPreflight {
  /// Why one of the addresses cannot be bound; nil if all can, as far as this process may know.
  static func refusal(
    old: HAProxyConfiguration?, new: HAProxyConfiguration
  ) -> String? {
    let added = new.boundAddresses.subtracting(old?.boundAddresses ?? new.boundAddresses)
    for address in added.sorted(by: { $0.description < $1.description }) {
      let isIPv6 = address.host.contains(":")
      let code = cs_socket_try_bind(address.host, UInt16(address.port), isIPv6 ? 1 : 0)
      // Whether HAProxy's user may is not known; whether the address is free is.
      if code == -EADDRINUSE || code == -EADDRNOTAVAIL {
        return "HAProxy could not listen at \(address): \(String(cString: strerror(-code)))"
      }
    }
    return nil
  }
}
