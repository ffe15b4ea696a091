import Networking
import RegistryCore

/// A server's address as people write it, taken apart: `host`, `host:port`, `http://…` ...
struct ServerAddress {
  /// What stands before `://`, in small letters; empty if nothing does.
  let scheme: String
  /// The rest, without slashes at its end.
  var rest: String
  private let written: String

  init(_ address: String) {
    written = address
    var rest = address[...]
    if let mark = address.firstRange(of: "://") {
      scheme = address[..<mark.lowerBound].lowercased()
      rest = address[mark.upperBound...]
    } else {
      scheme = ""
    }
    while rest.hasSuffix("/") { rest.removeLast() }
    self.rest = String(rest)
  }

  /// Names a port where none is named.
  mutating func addPort(_ port: Int) {
    let digits = rest.utf8.reversed().prefix { $0 >= 0x30 && $0 <= 0x39 }
    let namesPort =
      !digits.isEmpty && rest.utf8.dropLast(digits.count).last == UInt8(ascii: ":")
      && !(rest.contains("::") && !rest.contains("]"))
    if !namesPort { rest += ":\(port)" }
  }

  /// The URL that others begin with; throws `.unsupported` where it is none of `http` or `https`.
  func base(isSecure: Bool, expected: String) throws(RegistryError) -> String {
    guard ["", "http", "https"].contains(scheme) else { throw refusal(expected) }
    let base = "\(isSecure ? "https" : "http")://\(rest)"
    do throws(HTTPError) {
      try HTTPRequest(url: base).check()
    } catch { throw refusal(expected) }
    return base
  }

  /// Why the address cannot be used: another one was expected.
  func refusal(_ expected: String) -> RegistryError {
    // The address may hold a password in the wrong place.
    let shown = written.contains("@") ? "an address with a user name" : "`\(written)`"
    return RegistryError(.unsupported, "expected \(expected), found \(shown)")
  }
}
