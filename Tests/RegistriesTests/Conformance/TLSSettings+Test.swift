import SystemSupport
import TestSupport

extension TLSSettings {
  /// Trusts an authority and shows its client's certificate, unless a stranger lacks one of them.
  init(_ authority: TestAuthority, for stranger: Stranger? = nil) {
    self.init()
    if stranger != .distrustful { caFile = authority.path("ca.pem") }
    guard stranger != .bare else { return }
    certificateFile = authority.path("client.pem")
    keyFile = authority.path("client-key.pem")
  }
}
