/// The addresses that network registries accept: `host:port`, `http://…`, `https://…`, `unix://…`.
enum RegistryAddress {
  /// The scheme, or nil for a bare `host:port`.
  static func scheme(of address: String) -> String? {
    guard let range = address.firstRange(of: "://") else { return nil }
    return address[..<range.lowerBound].lowercased()
  }

  /// What is wrong with an address, or nil.
  static func problem(of address: String) -> String? {
    if address.unicodeScalars.contains(where: { $0.value <= 0x20 || $0.value == 0x7F }) {
      return "must not contain blanks"
    }
    let scheme = scheme(of: address)
    if let scheme, !["http", "https", "unix"].contains(scheme) {
      return "must begin with `http://`, `https://` or `unix://`"
    }
    let rest = scheme.map { address.dropFirst($0.count + 3) } ?? address[...]
    if scheme == "unix" {
      return rest.hasPrefix("/") ? nil : "must be an absolute path after `unix://`"
    }
    let authority = rest.prefix { $0 != "/" }
    if authority.isEmpty { return "must name a host" }
    if authority.contains("@") { return "must not hold a user (use `auth`)" }
    return portProblem(of: authority)
  }

  /// What is wrong with an address of Redis, or nil.
  static func redisProblem(of address: String) -> String? {
    let scheme = scheme(of: address)
    if scheme == "rediss" { return "must be plain: TLS to Redis is not supported" }
    guard scheme == nil || scheme == "redis" || scheme == "unix" else {
      return "must begin with `redis://` or `unix://`"
    }
    let rest = scheme == "redis" ? String(address.dropFirst("redis://".count)) : address
    if scheme != "unix", rest.contains("@") {
      return "must not hold a user (use `username` and `password`)"
    }
    if let problem = problem(of: rest) { return problem }
    guard scheme != "unix", let slash = rest.firstIndex(of: "/") else { return nil }
    let database = rest[rest.index(after: slash)...]
    let isNumber =
      !database.isEmpty && database.utf8.count <= 5
      && database.utf8.allSatisfy { (0x30...0x39).contains($0) }
    return isNumber || database.isEmpty ? nil : "must name a database by its number"
  }

  /// Whether a text is an IPv4 address, with or without a port.
  static func isNameServer(_ text: String) -> Bool {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    let numbers = parts[0].split(separator: ".", omittingEmptySubsequences: false)
    func isNumber(_ text: Substring, upTo limit: Int) -> Bool {
      text.allSatisfy { $0.isASCII && $0.isNumber } && Int(text).map { $0 <= limit } ?? false
    }
    let hasPort = parts.count == 2 && parts[1] != "0" && isNumber(parts[1], upTo: 65535)
    return (parts.count == 1 || hasPort) && numbers.count == 4
      && numbers.allSatisfy { isNumber($0, upTo: 255) }
  }

  private static func portProblem(of authority: Substring) -> String? {
    var afterHost = authority
    if authority.hasPrefix("[") {
      guard let close = authority.firstIndex(of: "]") else { return "must close its bracket" }
      afterHost = authority[close...].dropFirst()
      if !afterHost.isEmpty, !afterHost.hasPrefix(":") { return "must be `[host]:port`" }
    } else if authority.filter({ $0 == ":" }).count > 1 {
      return "must put an IPv6 address in brackets"
    }
    guard let colon = afterHost.firstIndex(of: ":") else { return nil }
    guard let port = Int(afterHost[afterHost.index(after: colon)...]), (1...65535).contains(port)
    else { return "must have a port from 1 to 65535" }
    return nil
  }
}
