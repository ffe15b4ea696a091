import SystemSupport
import Values

/// An address with its interface, as `sockaddr` expressions hand it on: `.Name`, `.SockAddr`, ...
final class InterfaceValue: ObjectValue, @unchecked Sendable {
  // Sendable: immutable.

  let interface: InterfaceAddress
  let address: SocketAddress
  /// Whether the default route leads through the interface.
  let isDefault: Bool

  init(_ interface: InterfaceAddress, address: SocketAddress? = nil, isDefault: Bool) {
    self.interface = interface
    self.address =
      address ?? SocketAddress(interface.address, prefixLength: interface.prefixLength)
    self.isDefault = isDefault
    super.init(type: InterfaceValue.interfaceType)
  }

  /// An attribute by name; nil if there is none of that name.
  func attribute(_ name: String) -> String? {
    switch name {
    case "name": interface.name
    case "flags": flagsText
    default: address.attribute(name)
    }
  }

  /// The flags by Go's names.
  var flagsText: String {
    let names: [(InterfaceAddress.Flags, String)] = [
      (.up, "up"), (.broadcast, "broadcast"), (.loopback, "loopback"),
      (.pointToPoint, "pointtopoint"), (.multicast, "multicast"), (.running, "running"),
    ]
    let present = names.filter { interface.flags.contains($0.0) }.map(\.1)
    return present.isEmpty ? "0" : present.joined(separator: "|")
  }

  private static let interfaceType = NamedType(
    name: "sockaddr.IfAddr", underlying: .opaque("sockaddr.IfAddr"),
    methods: [
      "Name": text { $0.interface.name }, "Flags": text { $0.flagsText },
      "HardwareAddr": text { $0.interface.hardwareAddress },
      "Index": .init(parameters: []) { value, _ throws(ValueError) in
        .int(try of(value).interface.index)
      },
      "MTU": .init(parameters: []) { value, _ throws(ValueError) in
        .int(try of(value).interface.mtu)
      },
      "SockAddr": .init(parameters: []) { value, _ throws(ValueError) in
        .object(AddressValue(try of(value).address))
      },
      "String": text {
        let interface = $0.interface
        return "\($0.address.text) {\(interface.index) \(interface.mtu) \(interface.name) "
          + "\(interface.hardwareAddress) \($0.flagsText)}"
      },
    ])

  private static func of(_ value: Value) throws(ValueError) -> InterfaceValue {
    guard case .object(let object) = value, let interface = object as? InterfaceValue else {
      throw ValueError("not an interface's address")
    }
    return interface
  }

  private static func text(
    _ part: @escaping @Sendable (InterfaceValue) -> String
  ) -> NamedType.Method {
    .init(parameters: []) { value, _ throws(ValueError) in .string(part(try of(value))) }
  }
}

/// An address without its interface.
final class AddressValue: ObjectValue, @unchecked Sendable {
  // Sendable: immutable.

  let address: SocketAddress

  init(_ address: SocketAddress) {
    self.address = address
    super.init(type: AddressValue.addressType)
  }

  private static let addressType = NamedType(
    name: "sockaddr.IPAddr", underlying: .opaque("sockaddr.IPAddr"),
    methods: [
      "String": text { $0.text }, "NetIP": text { $0.host },
      "Type": text { $0.isIPv4 ? "IPv4" : "IPv6" }, "Maskbits": text { String($0.prefixLength) },
      "Network": .init(parameters: []) { value, _ throws(ValueError) in
        let address = try of(value)
        return .object(
          AddressValue(
            SocketAddress(address.network, like: address, prefixLength: address.prefixLength)))
      },
    ])

  private static func of(_ value: Value) throws(ValueError) -> SocketAddress {
    guard case .object(let object) = value, let address = object as? AddressValue else {
      throw ValueError("not an address")
    }
    return address.address
  }

  private static func text(
    _ part: @escaping @Sendable (SocketAddress) -> String
  ) -> NamedType.Method {
    .init(parameters: []) { value, _ throws(ValueError) in .string(part(try of(value))) }
  }
}
