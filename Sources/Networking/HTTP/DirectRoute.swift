import CSystem

/// Which requests go over the clients of this program; libcurl carries the others.
enum DirectRoute {
  /// Whether the plain client carries the request.
  static func isPlain(_ request: HTTPRequest, to target: HTTPTarget) -> Bool {
    !target.isSecure && isDirect(request, to: target)
  }

  /// Whether the request may share a connection.
  static func mayShare(_ request: HTTPRequest, to target: HTTPTarget) -> Bool {
    target.isSecure && request.prefersHTTP2 && isDirect(request, to: target)
      && TLSContext.isAvailable
  }

  /// Whether the request has nothing that only libcurl can do.
  private static func isDirect(_ request: HTTPRequest, to target: HTTPTarget) -> Bool {
    isOrdinaryHost(target) && !asksForMore(request)
      && request.environmentProxy(to: target) == nil
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
      "Accept-Encoding", "Connection", "Content-Length", "Expect", "Keep-Alive",
      "Proxy-Connection", "TE", "Transfer-Encoding", "Upgrade",
    ].contains(where: request.gives)
  }
}
