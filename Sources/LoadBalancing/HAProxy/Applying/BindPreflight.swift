import Networking

/// Finds out before a reload whether HAProxy could listen at addresses that are new.
///
/// `haproxy -c` does not bind. A reload that then cannot makes HAProxy pause its listeners for two
/// seconds, in which clients are refused.
enum BindPreflight {
  /// Why one of the addresses cannot be bound; nil if all can, as far as this process may know: it
  /// is told nothing by a HAProxy `process` in a network of its own.
  static func refusal(
    old: HAProxyConfiguration?, new: HAProxyConfiguration, for process: HAProxyProcess?
  ) -> String? {
    let sockets = process.map { ListeningSockets(of: $0.process) }
    var added = new.boundAddresses
    if let old {
      added.subtract(old.boundAddresses)
    } else if sockets?.isComplete != true {
      // Its own could not be told from those of others.
      return nil
    }
    for address in added.sorted(by: { $0.description < $1.description }) {
      let place = SocketAddress.ip(host: address.host, port: UInt16(address.port))
      guard sockets?.canBeTried(place) != false else { continue }
      if let problem = place.bindProblem { return "HAProxy could not listen at \(problem)" }
    }
    return nil
  }
}
