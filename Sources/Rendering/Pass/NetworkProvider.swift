package import SystemSupport

/// What the machine and the network's name servers know: for confd's `lookup...` and `hostname`,
/// and for `sockaddr`.
/// Templates that ask it are volatile.
package protocol NetworkProvider: Sendable {
  /// The name that the kernel has for this machine.
  func hostName() throws(SystemError) -> String

  /// The numeric addresses of a name, IPv4 and IPv6, each once, in any order.
  func addresses(of host: String) throws(SystemError) -> [String]

  /// The answers to the DNS question for a service, in any order.
  func services(_ service: String, protocol name: String, in domain: String)
    throws(SystemError) -> [ServiceRecord]

  /// The numeric addresses of one of this machine's interfaces, without scope, in their order.
  func addresses(ofInterface name: String) throws(SystemError) -> [String]

  /// The addresses of all of this machine's interfaces, in the interfaces' order.
  func interfaceAddresses() throws(SystemError) -> [InterfaceAddress]

  /// The name of the interface of the default route; empty if there is none.
  func defaultInterface() throws(SystemError) -> String
}

/// A DNS record of type SRV.
package struct ServiceRecord: Sendable, Hashable {
  /// The server's name, with the dot at its end.
  package var target: String
  /// The server's port.
  package var port: UInt16
  /// Lower ones are to be used first.
  package var priority: UInt16
  /// The share among servers of equal priority.
  package var weight: UInt16

  /// A record.
  package init(target: String, port: UInt16, priority: UInt16 = 0, weight: UInt16 = 0) {
    self.target = target
    self.port = port
    self.priority = priority
    self.weight = weight
  }
}

/// Answers in memory, for replays and tests; what it does not know does not exist.
package struct FixedNetwork: NetworkProvider {
  private let host: String
  private let hosts: [String: [String]]
  private let records: [String: [ServiceRecord]]
  private let interfaces: [String: [String]]
  private let details: [InterfaceAddress]
  private let standard: String

  /// Answers by name; of services by `_service._protocol.domain`.
  package init(
    host: String = "localhost", hosts: [String: [String]] = [:],
    services: [String: [ServiceRecord]] = [:], interfaces: [String: [String]] = [:],
    interfaceAddresses: [InterfaceAddress] = [], defaultInterface: String = ""
  ) {
    self.host = host
    self.hosts = hosts
    records = services
    self.interfaces = interfaces
    details = interfaceAddresses
    standard = defaultInterface
  }

  /// The given name.
  package func hostName() throws(SystemError) -> String { host }

  /// The addresses of a known name.
  package func addresses(of name: String) throws(SystemError) -> [String] {
    guard let known = hosts[name] else { throw FixedNetwork.unknown(name) }
    return known
  }

  /// The records of a known service.
  package func services(
    _ service: String, protocol name: String, in domain: String
  ) throws(SystemError) -> [ServiceRecord] {
    let question = ServiceRecord.question(service, protocol: name, in: domain)
    guard let known = records[question] else { throw FixedNetwork.unknown(question) }
    return known
  }

  /// The addresses of a known interface.
  package func addresses(ofInterface name: String) throws(SystemError) -> [String] {
    guard let known = interfaces[name] else { throw FixedNetwork.unknown(name) }
    return known
  }

  /// The given addresses.
  package func interfaceAddresses() throws(SystemError) -> [InterfaceAddress] { details }

  /// The given name.
  package func defaultInterface() throws(SystemError) -> String { standard }

  private static func unknown(_ name: String) -> SystemError {
    SystemError(errno: 2, what: "look up `\(name)`")
  }
}

extension ServiceRecord {
  /// The name under which DNS keeps the records of a service; without both words the domain's own.
  package static func question(
    _ service: String, protocol name: String, in domain: String
  ) -> String {
    service.isEmpty && name.isEmpty ? domain : "_\(service)._\(name).\(domain)"
  }
}
