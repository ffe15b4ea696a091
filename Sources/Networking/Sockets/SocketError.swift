package import SystemSupport

#if canImport(Glibc)
  import Glibc
#endif

/// A conversation over a socket failed.
package struct SocketError: Error, Sendable, CustomStringConvertible {
  /// Why.
  package enum Code: Sendable, Equatable {
    /// There is no host of that name, or the name service does not answer.
    case cannotFind
    /// Nobody answers there.
    case cannotConnect
    /// The connection broke.
    case broken
    /// It took too long.
    case timedOut
    /// The answer is longer than allowed.
    case tooLong
    /// The task was cancelled.
    case cancelled
  }

  /// Why.
  package let code: Code
  /// Whom it was about.
  package let address: SocketAddress
  /// What the system said.
  package let underlying: SystemError?

  init(_ code: Code, _ address: SocketAddress, errno: Int32? = nil) {
    self.code = code
    self.address = address
    underlying = errno.map { SystemError(errno: $0, what: "talk to `\(address)`") }
  }

  /// `cannot connect to `/run/x.sock`: ...`.
  package var description: String {
    switch code {
    case .cannotFind: "cannot find the host of `\(address)`"
    case .cannotConnect:
      "cannot connect to `\(address)`\(cause)"
    case .broken:
      "the connection to `\(address)` broke\(cause)"
    case .timedOut: "`\(address)` took too long to answer"
    case .tooLong: "the answer of `\(address)` is too long"
    case .cancelled: "cancelled"
    }
  }

  private var cause: String {
    underlying.map { ": \(String(cString: strerror($0.errno)))" } ?? ""
  }
}
