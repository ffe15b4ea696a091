package import SystemSupport

/// The name service and the interfaces of this machine.
package struct LocalNetwork: NetworkProvider {
  /// Asks this machine.
  package init() {}

  /// The kernel's name for this machine.
  package func hostName() throws(SystemError) -> String { try NameLookup.hostName() }

  /// The addresses of a name by the system's resolver, which is given five seconds.
  package func addresses(of host: String) throws(SystemError) -> [String] {
    try NameLookup.addresses(of: host)
  }

  /// The SRV records of a service.
  package func services(
    _ service: String, protocol name: String, in domain: String
  ) throws(SystemError) -> [ServiceRecord] {
    let question = ServiceRecord.question(service, protocol: name, in: domain)
    return try NameLookup.services(of: question).compactMap { line in
      let fields = line.split(separator: " ", maxSplits: 3)
      guard fields.count == 4, let priority = UInt16(fields[0]), let weight = UInt16(fields[1]),
        let port = UInt16(fields[2])
      else { return nil }
      return ServiceRecord(
        target: String(fields[3]), port: port, priority: priority, weight: weight)
    }
  }

  /// The addresses of an interface.
  package func addresses(ofInterface name: String) throws(SystemError) -> [String] {
    try NameLookup.addresses(ofInterface: name)
  }

  /// The addresses of all interfaces.
  package func interfaceAddresses() throws(SystemError) -> [InterfaceAddress] {
    try NameLookup.interfaceAddresses()
  }

  /// The interface of the default route.
  package func defaultInterface() throws(SystemError) -> String {
    try NameLookup.defaultInterface()
  }
}
