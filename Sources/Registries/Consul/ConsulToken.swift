import RegistryCore
import Synchronization
import SystemSupport

/// The ACL token: fixed, or in a file that is read again when it changed.
final class ConsulToken: Sendable {
  private let fixed: Secret?
  private let path: String?
  private let cached = Mutex<(status: FileSystem.Status, token: Secret)?>(nil)

  init(fixed: Secret?, path: String?) {
    self.fixed = fixed
    self.path = path
  }

  /// The token to send now.
  func current() throws(RegistryError) -> Secret? {
    guard let path else { return fixed }
    do throws(SystemError) {
      guard let status = try FileSystem.real.status(path) else {
        throw SystemError(errno: 2, what: "read `\(path)`")
      }
      if let cached = cached.withLock({ $0 }), cached.status == status { return cached.token }
      let bytes = try FileSystem.real.read(path, limit: ConsulToken.sizeLimit)
      let text = String(decoding: bytes, as: UTF8.self)
      let token = Secret(String(text.split(whereSeparator: \.isWhitespace).first ?? ""))
      cached.withLock { $0 = (status, token) }
      return token
    } catch {
      throw RegistryError(.forbidden, "no token for Consul: \(error)")
    }
  }

  private static let sizeLimit = 64 << 10
}
