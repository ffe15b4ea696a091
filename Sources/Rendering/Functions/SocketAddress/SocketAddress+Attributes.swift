import Values

extension SocketAddress {
  /// An attribute by its name in `attr` and `join`; nil if there is none of that name.
  func attribute(_ name: String) -> String? {
    switch name {
    case "string": text
    case "type": isIPv4 ? "IPv4" : "IPv6"
    case "address", "host": host
    case "binary": bytes.map { padded(String($0, radix: 2), to: 8) }.joined()
    case "hex": bytes.map { padded(String($0, radix: 16), to: 2) }.joined()
    case "octets": bytes.map { String($0) }.joined(separator: " ")
    case "mask_bits": String(prefixLength)
    case "netmask": text(of: mask)
    case "network": text(of: network)
    case "size": sizeText
    case "port": "0"
    case "first_usable": text(of: bitCount - prefixLength < 2 ? network : network + 1)
    case "last_usable": text(of: isIPv4 && bitCount - prefixLength >= 2 ? last - 1 : last)
    case "broadcast" where isIPv4: text(of: last)
    case "uint32" where isIPv4: String(number)
    case "uint128" where !isIPv4: String(number)
    case "broadcast", "uint32", "uint128", "path": ""
    default: nil
    }
  }

  /// The names that `attribute` knows, for did-you-mean.
  static let attributeNames = [
    "address", "binary", "broadcast", "first_usable", "hex", "host", "last_usable", "mask_bits",
    "netmask", "network", "octets", "path", "port", "size", "string", "type", "uint128", "uint32",
  ]

  private func padded(_ text: String, to width: Int) -> String {
    String(repeating: "0", count: width - text.count) + text
  }

  /// `math ATTRIBUTE VALUE`: the address moved by a signed number, or cut to a prefix.
  func moved(_ attribute: String, by value: String) throws(ValueError) -> SocketAddress {
    switch attribute {
    case "address":
      let (isNegative, amount) = try signed(value)
      let sum = isNegative ? number &- amount : number &+ amount
      return SocketAddress(sum & allBits, like: self, prefixLength: prefixLength)
    case "network":
      let (isNegative, amount) = try signed(value)
      let room = allBits & ~mask
      let offset = (isNegative ? 0 &- amount : amount) & room
      return SocketAddress(network | offset, like: self, prefixLength: prefixLength)
    case "mask":
      guard let bits = Int(value), 0...bitCount ~= bits else {
        throw ValueError("math: expected a mask of 0 to \(bitCount) bits, found `\(value)`")
      }
      let cut = SocketAddress(bytes, prefixLength: bits)
      return SocketAddress(cut.network, like: self, prefixLength: min(bits, prefixLength))
    default:
      throw ValueError("math: expected `address`, `network` or `mask`, found `\(attribute)`")
    }
  }

  private func signed(_ text: String) throws(ValueError) -> (isNegative: Bool, UInt128) {
    guard let sign = text.first, sign == "+" || sign == "-", let amount = UInt128(text.dropFirst())
    else { throw ValueError("math: expected a number with its sign, found `\(text)`") }
    return (sign == "-", amount)
  }
}
