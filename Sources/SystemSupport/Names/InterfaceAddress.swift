/// An address of a network interface.
package struct InterfaceAddress: Sendable, Hashable {
  /// The interface's number.
  package var index: Int
  /// The interface's name.
  package var name: String
  /// The largest packet of the interface, in bytes.
  package var mtu: Int
  /// The interface's address on its link, such as `02:42:ac:11:00:02`; empty if it has none.
  package var hardwareAddress: String
  /// What the interface is.
  package var flags: Flags
  /// The address: 4 bytes of IPv4 or 16 of IPv6.
  package var address: [UInt8]
  /// The length of the network's prefix in bits.
  package var prefixLength: Int

  /// What an interface is, in the order in which Go names it.
  package struct Flags: OptionSet, Sendable, Hashable {
    /// The set as bits.
    package let rawValue: Int
    /// A set of bits.
    package init(rawValue: Int) { self.rawValue = rawValue }
    /// It is in use.
    package static let up = Flags(rawValue: 1)
    /// It reaches all at once.
    package static let broadcast = Flags(rawValue: 2)
    /// It leads back to this machine.
    package static let loopback = Flags(rawValue: 4)
    /// It leads to one other machine.
    package static let pointToPoint = Flags(rawValue: 8)
    /// It reaches groups.
    package static let multicast = Flags(rawValue: 16)
    /// It can carry traffic now.
    package static let running = Flags(rawValue: 32)
  }

  /// An address of an interface.
  package init(
    index: Int, name: String, mtu: Int = 1500, hardwareAddress: String = "", flags: Flags,
    address: [UInt8], prefixLength: Int
  ) {
    self.index = index
    self.name = name
    self.mtu = mtu
    self.hardwareAddress = hardwareAddress
    self.flags = flags
    self.address = address
    self.prefixLength = prefixLength
  }
}
