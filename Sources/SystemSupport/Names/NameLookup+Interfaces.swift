import CSystem

#if canImport(Glibc)
  import Glibc
#endif

extension NameLookup {
  /// The addresses of this machine's interfaces, by the interfaces' numbers, IPv4 before IPv6.
  package static func interfaceAddresses() throws(SystemError) -> [InterfaceAddress] {
    let lines = try text("list the network interfaces") { cs_interface_list($0, $1) }
      .split(separator: "\n")
    let addresses = lines.compactMap(InterfaceAddress.init(line:))
    return addresses.enumerated().sorted {
      ($0.element.index, $0.offset) < ($1.element.index, $1.offset)
    }.map(\.element)
  }

  /// The name of the interface of the default route; empty if there is none.
  package static func defaultInterface() throws(SystemError) -> String {
    try text("find the default route") { cs_default_interface($0, $1) }
  }

  private static func text(
    _ what: String, _ ask: (UnsafeMutablePointer<CChar>, Int) -> Int
  ) throws(SystemError) -> String {
    var buffer = [CChar](repeating: 0, count: 1 << 20)
    let count = ask(&buffer, buffer.count)
    guard count >= 0 else { throw SystemError(errno: Int32(-count), what: what) }
    return String(decoding: buffer[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}

extension InterfaceAddress {
  /// Reads a line of `cs_interface_list`.
  fileprivate init?(line: Substring) {
    let words = line.split(separator: " ", maxSplits: 6)
    guard words.count == 7, let index = Int(words[0]), let mtu = Int(words[1]),
      let bits = UInt32(words[2]), let prefix = Int(words[4]),
      let address = InterfaceAddress.bytes(of: String(words[5]))
    else { return nil }
    self.init(
      index: index, name: String(words[6]), mtu: mtu,
      hardwareAddress: words[3] == "-" ? "" : String(words[3]), flags: Flags(system: bits),
      address: address, prefixLength: prefix)
  }

  /// The bytes of a numeric address, or nil if it is none.
  package static func bytes(of text: String) -> [UInt8]? {
    var four = in_addr()
    if inet_pton(AF_INET, text, &four) == 1 { return withUnsafeBytes(of: four) { Array($0) } }
    var six = in6_addr()
    if inet_pton(AF_INET6, text, &six) == 1 { return withUnsafeBytes(of: six) { Array($0) } }
    return nil
  }
}

extension InterfaceAddress.Flags {
  fileprivate init(system bits: UInt32) {
    let known: [(Int32, Self)] = [
      (Int32(IFF_UP), .up), (Int32(IFF_BROADCAST), .broadcast), (Int32(IFF_LOOPBACK), .loopback),
      (Int32(IFF_POINTOPOINT), .pointToPoint), (Int32(IFF_MULTICAST), .multicast),
      (Int32(IFF_RUNNING), .running),
    ]
    self = known.reduce(into: []) { if bits & UInt32($1.0) != 0 { $0.insert($1.1) } }
  }
}
