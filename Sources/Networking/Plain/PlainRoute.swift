import CSystem

#if canImport(Glibc)
  import Glibc
#endif

/// Which requests the plain client carries; libcurl carries the others.
enum PlainRoute {
  /// Whether the request has nothing that only libcurl can do.
  static func carries(_ request: HTTPRequest, to target: HTTPTarget) -> Bool {
    !target.isSecure && isOrdinaryHost(target) && !asksForMore(request)
      && !(request.usesEnvironmentProxy && isProxied(target.bareHost, variable))
  }

  /// Whether a proxy of the environment may apply to a host. What is not understood counts as yes.
  ///
  /// As with libcurl, `HTTP_PROXY` does not count: a web server could set it for its visitors.
  static func isProxied(_ host: String, _ variable: (String) -> String?) -> Bool {
    let names = ["http_proxy", "all_proxy", "ALL_PROXY"]
    guard names.contains(where: { !(variable($0) ?? "").isEmpty }) else { return false }
    let exceptions = variable("no_proxy") ?? variable("NO_PROXY") ?? ""
    if exceptions == "*" { return false }
    let host = host.lowercased()
    return !exceptions.utf8.split(whereSeparator: { $0 == 0x2C || $0 == 0x20 }).contains { part in
      let name = String(Substring(part)).lowercased()
      let bare = name.hasPrefix(".") ? String(name.dropFirst()) : name
      if bare.isEmpty { return false }
      return host == bare || cs_socket_is_address(host) == 0 && host.hasSuffix(".\(bare)")
    }
  }

  private static func variable(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }
  }

  /// Names in other scripts, encoded ones and addresses with a zone are libcurl's.
  private static func isOrdinaryHost(_ target: HTTPTarget) -> Bool {
    if target.host != target.bareHost { return cs_socket_is_address(target.bareHost) == 1 }
    return target.host.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
        UInt8(ascii: "_"):
        true
      default: false
      }
    }
  }

  /// Headers that change how messages are put on the connection.
  private static func asksForMore(_ request: HTTPRequest) -> Bool {
    [
      "Accept-Encoding", "Connection", "Content-Length", "Expect", "TE", "Transfer-Encoding",
      "Upgrade",
    ].contains(where: request.gives)
  }
}
