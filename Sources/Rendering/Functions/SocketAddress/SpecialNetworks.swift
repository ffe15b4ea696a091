import SystemSupport
import Values

/// The networks which RFCs set aside, as the registries of special-purpose addresses list them.
enum SpecialNetworks {
  /// The networks of an RFC, or nil if it names none that are known here.
  static func networks(ofRFC number: String) -> [SocketAddress]? { byRFC[number] }

  /// Whether routers may pass packets of an address on.
  static func isForwardable(_ address: SocketAddress) -> Bool {
    !unforwardable.contains(where: address.isInside)
  }

  /// Whether RFC 6890 sets an address aside.
  static func isReserved(_ address: SocketAddress) -> Bool {
    reserved.contains(where: address.isInside)
  }

  /// The number of an RFC that names them all.
  static let all = "6890"

  private static let unforwardable = parsed(
    "0.0.0.0/8 127.0.0.0/8 169.254.0.0/16 192.0.0.0/24 192.0.2.0/24 198.51.100.0/24"
      + " 203.0.113.0/24 240.0.0.0/4 ::1/128 ::/128 ::ffff:0:0/96 2001:db8::/32 2001:10::/28"
      + " fe80::/10")

  private static let reserved = parsed(
    "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24"
      + " 192.0.2.0/24 192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24"
      + " 203.0.113.0/24 240.0.0.0/4 ::1/128 ::/128 64:ff9b::/96 ::ffff:0:0/96 100::/64"
      + " 2001::/23 2001:2::/48 2001:db8::/32 2001:10::/28 2002::/16 fc00::/7 fe80::/10")

  private static let byRFC: [String: [SocketAddress]] = [
    "919": parsed("255.255.255.255/32"),
    "1112": parsed("224.0.0.0/4 240.0.0.0/4"),
    "1122": parsed("0.0.0.0/8 127.0.0.0/8"),
    "1918": parsed("10.0.0.0/8 172.16.0.0/12 192.168.0.0/16"),
    "2544": parsed("198.18.0.0/15"),
    "2928": parsed("2001::/23"),
    "3056": parsed("2002::/16"),
    "3068": parsed("192.88.99.0/24"),
    "3171": parsed("224.0.0.0/4"),
    "3849": parsed("2001:db8::/32"),
    "3927": parsed("169.254.0.0/16"),
    "4193": parsed("fc00::/7"),
    "4291": parsed("::1/128 ::/128 ::ffff:0:0/96 fe80::/10 ff00::/8"),
    "4380": parsed("2001::/32"),
    "4843": parsed("2001:10::/28"),
    "5180": parsed("2001:2::/48"),
    "5735": parsed("192.0.2.0/24 198.51.100.0/24 203.0.113.0/24"),
    "5737": parsed("192.0.2.0/24 198.51.100.0/24 203.0.113.0/24"),
    "5771": parsed("224.0.0.0/4"),
    "6052": parsed("64:ff9b::/96"),
    "6333": parsed("192.0.0.0/29"),
    "6598": parsed("100.64.0.0/10"),
    "6666": parsed("100::/64"),
    "6890": reserved,
  ]

  private static func parsed(_ texts: String) -> [SocketAddress] {
    texts.split(separator: " ").compactMap { SocketAddress(text: String($0)) }
  }
}

extension SocketAddress {
  /// Reads `ADDRESS` or `ADDRESS/PREFIX`; nil if it is neither.
  init?(text: String) {
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard let bytes = InterfaceAddress.bytes(of: String(parts[0])) else { return nil }
    if parts.count == 1 {
      self.init(bytes, prefixLength: bytes.count * 8)
      return
    }
    guard let prefix = Int(parts[1]), 0...(bytes.count * 8) ~= prefix else { return nil }
    self.init(bytes, prefixLength: prefix)
  }
}
