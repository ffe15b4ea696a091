#if canImport(Glibc)
  import Glibc
#endif

/// The proxy that the environment names for a request, read as programs in Go read it:
/// `HTTP_PROXY` or `HTTPS_PROXY` by the scheme, with exceptions in `NO_PROXY`, each also in small
/// letters. This machine itself is never behind a proxy.
struct EnvironmentProxy {
  private let variable: (String) -> String?

  /// The variables of this process, or others.
  init(_ variable: @escaping (String) -> String? = EnvironmentProxy.ownVariable) {
    self.variable = variable
  }

  private static func ownVariable(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }
  }

  /// The proxy's URL; nil where the server is asked itself.
  func url(for target: HTTPTarget) -> String? {
    guard let proxy = value(target.isSecure ? "HTTPS_PROXY" : "HTTP_PROXY") else { return nil }
    let host = target.bareHost.lowercased()
    let address = Self.bytes(of: host)
    if host == "localhost" || Self.isLoopback(address) { return nil }
    let exceptions = (value("NO_PROXY") ?? "").lowercased().split { $0 == "," || $0 == " " }
    let isException = exceptions.contains {
      Self.matches(String($0), host, address, port: target.port)
    }
    if isException { return nil }
    return proxy.contains("://") ? proxy : "http://" + proxy
  }

  private func value(_ name: String) -> String? {
    [name, name.lowercased()].compactMap(variable).first { !$0.isEmpty }
  }

  /// Whether an exception is about a host: `*`, an address, a network such as `10.0.0.0/8`, a name
  /// with all below it, with a dot before it only those, and each perhaps with a port.
  private static func matches(
    _ exception: String, _ host: String, _ address: [UInt8]?, port: Int
  ) -> Bool {
    if exception == "*" { return true }
    if let slash = exception.lastIndex(of: "/") {
      guard let address, let network = bytes(of: String(exception[..<slash])),
        let bits = Int(exception[exception.index(after: slash)...])
      else { return false }
      return isWithin(address, network, bits)
    }
    var name = exception[...]
    // An IPv6 address without brackets has no port.
    if let colon = name.lastIndex(of: ":"), bytes(of: String(name)) == nil,
      name[colon...].dropFirst().allSatisfy(\.isNumber)
    {
      guard Int(name[colon...].dropFirst()) == port else { return false }
      name = name[..<colon]
    }
    if name.hasPrefix("["), name.hasSuffix("]") { name = name.dropFirst().dropLast() }
    if let other = bytes(of: String(name)) { return other == address }
    guard address == nil else { return false }
    if name.hasPrefix("*.") { name = name.dropFirst() }
    if name.hasPrefix(".") { return host.hasSuffix(name) && host.utf8.count > name.utf8.count }
    return !name.isEmpty && (host == name || host.hasSuffix("." + name))
  }

  private static func isWithin(_ address: [UInt8], _ network: [UInt8], _ bits: Int) -> Bool {
    guard address.count == network.count, (0...address.count * 8).contains(bits) else {
      return false
    }
    return (0..<bits).allSatisfy { bit in
      (address[bit / 8] ^ network[bit / 8]) & (0x80 >> UInt8(bit % 8)) == 0
    }
  }

  private static func isLoopback(_ address: [UInt8]?) -> Bool {
    guard let address else { return false }
    return address.count == 4
      ? address[0] == 127 : address.dropLast().allSatisfy { $0 == 0 } && address.last == 1
  }

  /// The four or sixteen bytes of an address; nil for a name.
  private static func bytes(of host: String) -> [UInt8]? {
    for (family, count) in [(AF_INET, 4), (AF_INET6, 16)] {
      var bytes = [UInt8](repeating: 0, count: count)
      if inet_pton(family, host, &bytes) == 1 { return bytes }
    }
    return nil
  }
}
