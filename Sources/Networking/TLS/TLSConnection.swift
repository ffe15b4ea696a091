import CSystem
import CTLS
import SystemSupport

#if canImport(Glibc)
  import Glibc
#endif

/// One connection over TLS, on a socket that does not block. The socket stays its owner's.
///
/// Used only on the loop's thread.
final class TLSConnection {
  /// How far a call came.
  enum Progress: Equatable {
    /// So many bytes.
    case done(Int)
    /// Again when the socket is readable, or writable.
    case needsInput, needsRoom
    /// The peer has said that nothing more comes.
    case ended
  }

  private let session: OpaquePointer
  private let verifies: Bool

  /// Prepares a connection with a server that has to show a certificate for `host`, a name or an
  /// address without brackets.
  init(
    _ descriptor: Int32, _ context: TLSContext, host: String, verifies: Bool
  ) throws(AnswerFault) {
    self.verifies = verifies
    guard let session = SSL_new(context.pointer) else {
      throw TLSContext.fault("cannot prepare TLS")
    }
    self.session = session
    var isReady = SSL_set_fd(session, descriptor) == 1
    // The dot at the end of a complete name is not part of certificates.
    let name = host.hasSuffix(".") ? String(host.dropLast()) : host
    if cs_socket_is_address(name) == 1 {
      isReady = isReady && X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(session), name) == 1
    } else {
      isReady =
        isReady && SSL_set1_host(session, name) == 1
        && trimtab_tls_set_server_name(session, name) == 1
    }
    guard isReady else { throw TLSContext.fault("cannot prepare TLS for `\(host)`") }
  }

  deinit { SSL_free(session) }

  /// Goes on with the handshake; `.done` when it is over.
  func handshake() throws(AnswerFault) -> Progress {
    trimtab_tls_forget_failures()
    errno = 0
    let result = SSL_connect(session)
    if result == 1 { return .done(0) }
    let progress: Progress
    do throws(AnswerFault) {
      progress = try self.progress(result, "the TLS handshake failed")
    } catch {
      let verdict = SSL_get_verify_result(session)
      guard verifies, verdict != Int(X509_V_OK) else { throw error }
      let reason = X509_verify_cert_error_string(verdict).map { String(cString: $0) }
      throw AnswerFault(.tls, "the server's certificate is not accepted: \(reason ?? "\(verdict)")")
    }
    guard progress != .ended else {
      throw AnswerFault(.tls, "the server closed the connection during the TLS handshake")
    }
    return progress
  }

  /// The protocol that the server chose of those offered; nil where it chose none.
  var chosenProtocol: String? {
    var name: UnsafePointer<UInt8>?
    var count: UInt32 = 0
    SSL_get0_alpn_selected(session, &name, &count)
    guard let name, count > 0 else { return nil }
    return String(decoding: UnsafeBufferPointer(start: name, count: Int(count)), as: UTF8.self)
  }

  /// Reads what has come.
  func read(_ buffer: UnsafeMutableRawBufferPointer) throws(AnswerFault) -> Progress {
    trimtab_tls_forget_failures()
    errno = 0
    let result = SSL_read(session, buffer.baseAddress, Int32(clamping: buffer.count))
    return result > 0 ? .done(Int(result)) : try progress(result, "the TLS session broke")
  }

  /// Writes as much from `start` on as the socket takes; there must be something.
  func write(_ bytes: [UInt8], from start: Int = 0) throws(AnswerFault) -> Progress {
    trimtab_tls_forget_failures()
    errno = 0
    let result = bytes.withUnsafeBytes {
      SSL_write(session, $0.baseAddress.map { $0 + start }, Int32(clamping: $0.count - start))
    }
    return result > 0 ? .done(Int(result)) : try progress(result, "the TLS session broke")
  }

  /// Says goodbye, if that is possible at once.
  func sayGoodbye() {
    trimtab_tls_forget_failures()
    _ = SSL_shutdown(session)
    trimtab_tls_forget_failures()
  }

  private func progress(_ result: Int32, _ failure: String) throws(AnswerFault) -> Progress {
    let code = errno
    switch SSL_get_error(session, result) {
    case SSL_ERROR_WANT_READ: return .needsInput
    case SSL_ERROR_WANT_WRITE: return .needsRoom
    case SSL_ERROR_ZERO_RETURN: return .ended
    case SSL_ERROR_SYSCALL where code != 0:
      throw AnswerFault(.closed, "the connection broke: \(String(cString: strerror(code)))")
    case SSL_ERROR_SYSCALL: return .ended
    default:
      // Many servers close without a goodbye; the frames say whether something is missing.
      if trimtab_tls_ended_early() == 1 { return .ended }
      throw TLSContext.fault(failure)
    }
  }
}
