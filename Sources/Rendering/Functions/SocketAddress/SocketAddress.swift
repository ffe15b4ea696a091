import Values

/// An IP address with the prefix of its network, as `sockaddr` expressions know it.
struct SocketAddress: Hashable {
  /// Four bytes of IPv4 or sixteen of IPv6.
  let bytes: [UInt8]
  /// The length of the network's prefix in bits.
  let prefixLength: Int

  init(_ bytes: [UInt8], prefixLength: Int) {
    self.bytes = bytes
    self.prefixLength = min(max(0, prefixLength), bytes.count * 8)
  }

  /// An address of the width of another.
  init(_ number: UInt128, like other: SocketAddress, prefixLength: Int) {
    let width = other.bytes.count
    bytes = (0..<width).map { UInt8(truncatingIfNeeded: number >> UInt128(8 * (width - 1 - $0))) }
    self.prefixLength = prefixLength
  }

  var isIPv4: Bool { bytes.count == 4 }
  var bitCount: Int { bytes.count * 8 }
  /// The address as a number.
  var number: UInt128 { bytes.reduce(0) { $0 << 8 | UInt128($1) } }
  /// The bits of all addresses of this kind.
  var allBits: UInt128 { isIPv4 ? 0xFFFF_FFFF : .max }
  /// The bits of the prefix.
  var mask: UInt128 {
    prefixLength == 0 ? 0 : (allBits << UInt128(bitCount - prefixLength)) & allBits
  }
  /// The first number of the network.
  var network: UInt128 { number & mask }
  /// The last number of the network.
  var last: UInt128 { network | (allBits & ~mask) }

  /// The number of addresses in the network, decimal.
  var sizeText: String {
    let more = allBits & ~mask
    // 2^128 does not fit its own type.
    return more == .max ? "340282366920938463463374607431768211456" : String(more + 1)
  }

  /// Whether the network of another address of this kind contains this address.
  func isInside(_ other: SocketAddress) -> Bool {
    bytes.count == other.bytes.count && number & other.mask == other.network
  }

  /// The address alone.
  var host: String { SocketAddress.text(of: bytes) }
  /// The address, with its prefix where that is not the whole address.
  var text: String { prefixLength == bitCount ? host : "\(host)/\(prefixLength)" }

  /// The text of a number of this kind.
  func text(of number: UInt128) -> String {
    SocketAddress(number, like: self, prefixLength: bitCount).host
  }

  /// Dotted, or in groups with the first longest run of zeros left out.
  private static func text(of bytes: [UInt8]) -> String {
    if bytes.count == 4 { return bytes.map { String($0) }.joined(separator: ".") }
    if bytes.prefix(12) == [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF] {
      return text(of: Array(bytes.suffix(4)))
    }
    let groups = stride(from: 0, to: 16, by: 2).map { Int(bytes[$0]) << 8 | Int(bytes[$0 + 1]) }
    var (longest, run) = (0..<0, 0)
    for (index, group) in groups.enumerated() {
      run = group == 0 ? run + 1 : 0
      if run > 1, run > longest.count { longest = (index + 1 - run)..<(index + 1) }
    }
    func joined(_ part: ArraySlice<Int>) -> String {
      part.map { String($0, radix: 16) }.joined(separator: ":")
    }
    if longest.isEmpty { return joined(groups[...]) }
    return joined(groups[..<longest.lowerBound]) + "::" + joined(groups[longest.upperBound...])
  }
}
