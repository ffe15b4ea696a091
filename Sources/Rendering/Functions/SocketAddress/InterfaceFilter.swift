import SystemSupport
import Values

/// The condition of `include` and `exclude`.
struct InterfaceFilter {
  private let accepts: (InterfaceValue) throws(ValueError) -> Bool

  /// What can be asked of an address, for did-you-mean.
  static let selectors = ["address", "flags", "name", "network", "port", "rfc", "size", "type"]

  /// A condition: what is asked, and the words it is asked for, several of them between `|`.
  init(_ selector: String, _ argument: String) throws(ValueError) {
    let words = argument.split(separator: "|").map(String.init)
    switch selector.lowercased() {
    case "address":
      let regex = try RegexCache.shared.regex(Bytes(argument))
      accepts = { value throws(ValueError) in try regex.matches(Bytes(value.address.text)) }
    case "name":
      let regex = try RegexCache.shared.regex(Bytes(argument))
      accepts = { value throws(ValueError) in try regex.matches(Bytes(value.interface.name)) }
    case "flag", "flags":
      let conditions = try InterfaceFilter.each(words, InterfaceFilter.flag)
      accepts = { value in conditions.allSatisfy { $0(value) } }
    case "network":
      let networks = try InterfaceFilter.each(words, InterfaceFilter.network)
      accepts = { value in networks.contains(where: value.address.isInside) }
    case "rfc", "rfcs":
      let networks = try InterfaceFilter.each(words, InterfaceFilter.networks).flatMap(\.self)
      accepts = { value in networks.contains(where: value.address.isInside) }
    case "port": accepts = { _ in argument == "0" }
    case "size":
      let bits = argument.hasPrefix("/") ? String(argument.dropFirst()) : argument
      guard let bits = Int(bits) else {
        throw ValueError("expected the bits of a mask, found `\(argument)`")
      }
      accepts = { value in value.address.prefixLength == bits }
    case "type":
      let types = try InterfaceFilter.each(words, InterfaceFilter.type)
      accepts = { value in types.contains { $0(value.address) } }
    default:
      let known = InterfaceFilter.selectors.map { "`\($0)`" }.joined(separator: ", ")
      throw ValueError("expected one of \(known), found `\(selector)`")
    }
  }

  /// Whether an address meets the condition.
  func accepts(_ value: InterfaceValue) throws(ValueError) -> Bool { try accepts(value) }

  private static func each<Result>(
    _ words: [String], _ read: (String) throws(ValueError) -> Result
  ) throws(ValueError) -> [Result] {
    var results: [Result] = []
    for word in words { results.append(try read(word)) }
    return results
  }

  private static func network(_ text: String) throws(ValueError) -> SocketAddress {
    guard let network = SocketAddress(text: text) else {
      throw ValueError("expected a network, found `\(text)`")
    }
    return network
  }

  private static func networks(_ rfc: String) throws(ValueError) -> [SocketAddress] {
    guard let networks = SpecialNetworks.networks(ofRFC: rfc) else {
      throw ValueError("no RFC `\(rfc)` that sets addresses aside is known")
    }
    return networks
  }

  private static func type(_ name: String) throws(ValueError) -> (SocketAddress) -> Bool {
    switch name.lowercased() {
    case "ip": { _ in true }
    case "ipv4": { $0.isIPv4 }
    case "ipv6": { !$0.isIPv4 }
    case "unix": { _ in false }
    default:
      throw ValueError("expected `ip`, `ipv4`, `ipv6` or `unix`, found `\(name)`")
    }
  }

  private static func flag(_ name: String) throws(ValueError) -> (InterfaceValue) -> Bool {
    func has(_ flag: InterfaceAddress.Flags) -> (InterfaceValue) -> Bool {
      { $0.interface.flags.contains(flag) }
    }
    func inside(_ networks: String...) -> (InterfaceValue) -> Bool {
      let networks = networks.compactMap { SocketAddress(text: $0) }
      return { networks.contains(where: $0.address.isInside) }
    }
    switch name.lowercased() {
    case "broadcast": return has(.broadcast)
    case "down": return { !$0.interface.flags.contains(.up) }
    case "forwardable": return { SpecialNetworks.isForwardable($0.address) }
    case "global unicast":
      let others = inside("224.0.0.0/4", "ff00::/8", "169.254.0.0/16", "fe80::/10", "127.0.0.0/8")
      let special = inside("::1", "::", "0.0.0.0", "255.255.255.255")
      return { !others($0) && !special($0) }
    case "interface-local multicast": return inside("ff01::/16")
    case "link-local multicast": return inside("224.0.0.0/24", "ff02::/16")
    case "link-local unicast": return inside("169.254.0.0/16", "fe80::/10")
    case "loopback": return has(.loopback)
    case "multicast": return has(.multicast)
    case "point-to-point": return has(.pointToPoint)
    case "unspecified": return inside("0.0.0.0", "::")
    case "up": return has(.up)
    default: throw ValueError("unknown flag `\(name)`")
    }
  }
}
