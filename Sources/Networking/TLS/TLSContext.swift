import CTLS
import SystemSupport

/// What connections with the same settings share: authorities, certificate and key, read from their
/// files once.
///
/// Sendable without proof: nobody changes a context after `init`, and OpenSSL counts its users.
final class TLSContext: @unchecked Sendable {
  let pointer: OpaquePointer

  /// Whether there is a libssl.
  static let isAvailable = trimtab_tls_load() == nil

  /// Reads the files. Throws `.tls` with what is wrong with which of them.
  init(_ settings: TLSSettings, protocols: [String]) throws(AnswerFault) {
    guard TLSContext.isAvailable, let pointer = SSL_CTX_new(TLS_client_method()) else {
      throw TLSContext.fault("cannot prepare TLS")
    }
    self.pointer = pointer
    trimtab_tls_prepare(pointer)
    let names = protocols.flatMap { [UInt8($0.utf8.count)] + $0.utf8 }
    SSL_CTX_set_alpn_protos(pointer, names, UInt32(names.count))
    try trust(settings)
    try show(settings)
  }

  deinit { SSL_CTX_free(pointer) }

  private func trust(_ settings: TLSSettings) throws(AnswerFault) {
    guard settings.verifies else { return SSL_CTX_set_verify(pointer, SSL_VERIFY_NONE, nil) }
    SSL_CTX_set_verify(pointer, SSL_VERIFY_PEER, nil)
    if let file = settings.caFile {
      try require(
        SSL_CTX_load_verify_file(pointer, file), "cannot read authorities from `\(file)`")
    }
    if let folder = settings.caDirectory {
      try require(
        SSL_CTX_load_verify_dir(pointer, folder), "cannot read authorities from `\(folder)`")
    }
    if settings.caFile == nil, settings.caDirectory == nil {
      try require(
        SSL_CTX_set_default_verify_paths(pointer), "cannot find the system's authorities")
    }
  }

  private func show(_ settings: TLSSettings) throws(AnswerFault) {
    guard let certificate = settings.certificateFile else { return }
    try require(
      SSL_CTX_use_certificate_chain_file(pointer, certificate),
      "cannot read the certificate `\(certificate)`")
    let key = settings.keyFile ?? certificate
    try require(
      SSL_CTX_use_PrivateKey_file(pointer, key, SSL_FILETYPE_PEM), "cannot read the key `\(key)`")
    try require(
      SSL_CTX_check_private_key(pointer),
      "the key `\(key)` does not belong to the certificate `\(certificate)`")
  }

  private func require(_ result: Int32, _ what: String) throws(AnswerFault) {
    if result != 1 { throw TLSContext.fault(what) }
  }

  /// A failure with OpenSSL's reason, which is forgotten then.
  static func fault(_ what: String) -> AnswerFault {
    defer { trimtab_tls_forget_failures() }
    guard let reason = trimtab_tls_failure() else { return AnswerFault(.tls, what) }
    return AnswerFault(.tls, "\(what): \(String(cString: reason))")
  }
}
