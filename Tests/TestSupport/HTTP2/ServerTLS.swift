import CTestTLS
import Glibc
import Synchronization

/// The server's side of TLS for servers within the tests' own process.
///
/// Sendable without proof: libssl's context may be used by many threads once it is set up.
package final class ServerTLS: @unchecked Sendable {
  private let context: UnsafeMutableRawPointer
  private let deafConnections: Mutex<Int>

  /// Shows the server's certificate of an authority, or the one of another file, and takes the
  /// first of the application protocols that the client offers too; none at all ignores what it
  /// offers. The first so many connections are deaf: their handshake is never answered.
  package init(
    _ authority: TestAuthority, protocols: [String] = ["h2"], certificate: String = "server",
    asksForCertificate: Bool = false, isOld: Bool = false, deafConnections: Int = 0
  ) throws {
    self.deafConnections = Mutex(deafConnections)
    let names = protocols.flatMap { [UInt8($0.utf8.count)] + Array($0.utf8) }
    let context = test_tls_context(
      authority.path("\(certificate).pem"), authority.path("\(certificate)-key.pem"),
      asksForCertificate ? authority.path("ca.pem") : nil, names, names.count, isOld ? 1 : 0)
    guard let context else { throw TestSupportError("cannot use the certificates") }
    self.context = context
  }

  deinit { test_tls_context_free(context) }

  /// Shakes hands on the calling thread; nil when that fails, and only the client's end is awaited.
  func accept(_ descriptor: Int32) -> Session? {
    let isDeaf = deafConnections.withLock { count in
      defer { count = max(0, count - 1) }
      return count > 0
    }
    if isDeaf { return nil }
    if let session = test_tls_accept(context, descriptor) { return Session(session) }
    shutdown(descriptor, Int32(SHUT_WR))
    return nil
  }

  /// One secured connection, for the thread that shook hands.
  ///
  /// Sendable without proof: only that thread uses it.
  final class Session: @unchecked Sendable {
    private let session: UnsafeMutableRawPointer

    fileprivate init(_ session: UnsafeMutableRawPointer) { self.session = session }

    func read(_ bytes: UnsafeMutableRawBufferPointer) -> Int {
      test_tls_read(session, bytes.baseAddress, bytes.count)
    }

    func write(_ bytes: UnsafeRawBufferPointer) -> Int {
      test_tls_write(session, bytes.baseAddress, bytes.count)
    }

    /// Ends it; the client learns that nothing follows, unless the server is rude.
    func close(isRude: Bool) { test_tls_close(session, isRude ? 1 : 0) }
  }
}
