import AgentConfiguration
import XCTest

/// Where HAProxy's sockets are: what is neither a path nor an address must not count for nothing.
final class SocketSettingsTests: ConfigurationChecks {
  private func text(_ setting: String) -> String {
    """
    [[template]]
    contents = "x"
    destination = "/a"
    apply = "haproxy"
    haproxy = { \(setting) }
    """
  }

  private func settings(_ setting: String) -> HAProxyApplySettings? {
    guard case .haproxy(let settings) = accepted(text(setting)).resources.first?.apply.unspaced
    else { return nil }
    return settings
  }

  func testWhatIsNoPlaceIsRefused() {
    for place in ["localhost:9999", "127.0.0.1:0", "127.0.0.1:70000", "abns@x", "fd@3", "::1:99x"] {
      checkRefused(
        text("master_socket = \"\(place)\""),
        """
        trimtab.toml:5:29: error: expected a path, or an IP address and a port, for \
        `master_socket`, found `\(place)`
          5 | haproxy = { master_socket = "\(place)" }
            |                             \(String(repeating: "^", count: place.count + 2))
          hint: write such as `/run/haproxy/master.sock` or `127.0.0.1:9999`
        """)
    }
    checkRefused(
      text("runtime_sockets = [\"/run/a\", \"host:1\"]"),
      """
      trimtab.toml:5:42: error: expected a path, or an IP address and a port, for \
      `runtime_sockets`, found `host:1`
        5 | haproxy = { runtime_sockets = ["/run/a", "host:1"] }
          |                                          ^^^^^^^^
        hint: write such as `/run/haproxy/admin.sock` or `127.0.0.1:9999`
      """)
    checkRefused(
      text("runtime_sockets = \"/run/a\""),
      """
      trimtab.toml:5:31: error: expected an array of strings for `runtime_sockets`, found a string
        5 | haproxy = { runtime_sockets = "/run/a" }
          |                               ^^^^^^^^
      """)
  }

  func testPathsAndAddressesAreAccepted() {
    for place in [
      "/run/m.sock", "m.sock", "run/m.sock", "unix@/run/m.sock", "127.0.0.1:99", "[::1]:99",
      "ipv4@127.0.0.1:99", "ipv6@[::1]:99", "/odd:name@x",
    ] {
      XCTAssertEqual(settings("master_socket = \"\(place)\"")?.masterSocket, place)
      XCTAssertEqual(settings("runtime_sockets = [\"\(place)\"]")?.runtimeSockets, [place])
    }
  }
}
