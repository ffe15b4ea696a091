import Networking

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
      let place = SocketAddress.ip(host: address.host, port: UInt16(address.port))
      if let problem = place.bindProblem { return "HAProxy could not listen at \(problem)" }
    }
    return nil
  }
}
