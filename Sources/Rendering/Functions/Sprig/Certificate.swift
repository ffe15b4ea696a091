import CCrypto
import Values

/// What a new certificate says.
struct CertificateRequest {
  let name: Bytes
  let isAuthority: Bool
  var addresses: [Bytes] = []
  var hosts: [Bytes] = []
  var days: Int64 = 0

  init(name: Bytes, isAuthority: Bool) {
    self.name = name
    self.isAuthority = isAuthority
  }
}

/// A certificate of OpenSSL.
final class Certificate {
  private let handle: OpaquePointer

  /// Reads a PEM text.
  init(pem: Bytes) throws(ValueError) {
    guard pem.contains("-----BEGIN ") else { throw ValueError("unable to decode certificate") }
    let memory = BIO_new_mem_buf(pem.storage, Int32(clamping: pem.count))
    defer { BIO_free(memory) }
    guard let handle = PEM_read_bio_X509(memory, nil, nil, nil) else {
      throw ValueError("error parsing certificate: not an X.509 certificate")
    }
    self.handle = handle
  }

  /// Makes and signs a certificate; without an issuer it is its own.
  init(
    _ request: CertificateRequest, key: PrivateKey, issuer: Certificate?, issuerKey: PrivateKey
  ) throws(ValueError) {
    guard let handle = X509_new() else { throw ValueError("no memory") }
    self.handle = handle
    X509_set_version(handle, 2)
    try setSerialNumber()
    guard abs(request.days) < 1 << 20, let days = Int32(exactly: request.days) else {
      throw ValueError("error creating certificate: \(request.days) days are too many")
    }
    X509_time_adj_ex(X509_getm_notBefore(handle), 0, 0, nil)
    X509_time_adj_ex(X509_getm_notAfter(handle), days, 0, nil)
    X509_NAME_add_entry_by_txt(
      X509_get_subject_name(handle), "CN", MBSTRING_ASC | 0x1000, request.name.storage,
      Int32(clamping: request.name.count), -1, 0)
    X509_set_issuer_name(handle, X509_get_subject_name((issuer ?? self).handle))
    X509_set_pubkey(handle, key.handle)
    try addExtensions(request, issuer: issuer ?? self)
    let isEdwards = EVP_PKEY_get_base_id(issuerKey.handle) == EVP_PKEY_ED25519
    guard X509_sign(handle, issuerKey.handle, isEdwards ? nil : EVP_sha256()) > 0 else {
      throw ValueError("error creating certificate: it cannot be signed with this key")
    }
  }

  deinit { X509_free(handle) }

  /// The PEM text.
  func text() throws(ValueError) -> Bytes {
    guard let memory = BIO_new(BIO_s_mem()) else { throw ValueError("no memory") }
    defer { BIO_free(memory) }
    guard PEM_write_bio_X509(memory, handle) == 1 else {
      throw ValueError("error pem-encoding certificate")
    }
    return Bytes(contents(of: memory))
  }

  /// 127 random bits, so that the number is positive.
  private func setSerialNumber() throws(ValueError) {
    var bytes = try SprigCrypto.random(16)
    bytes[0] &= 0x7F
    let number = BN_bin2bn(bytes, 16, nil)
    defer { BN_free(number) }
    BN_to_ASN1_INTEGER(number, X509_get_serialNumber(handle))
  }

  private func addExtensions(
    _ request: CertificateRequest, issuer: Certificate
  ) throws(ValueError) {
    let usage = "critical,digitalSignature,keyEncipherment"
    try add(NID_key_usage, usage + (request.isAuthority ? ",keyCertSign" : ""), issuer)
    try add(NID_ext_key_usage, "serverAuth,clientAuth", issuer)
    try add(
      NID_basic_constraints, "critical,CA:" + (request.isAuthority ? "TRUE" : "FALSE"), issuer)
    if request.isAuthority {
      try add(NID_subject_key_identifier, "hash", issuer)
    } else if issuer !== self,
      X509_get_ext_by_NID(issuer.handle, NID_subject_key_identifier, -1) >= 0
    {
      try add(NID_authority_key_identifier, "keyid", issuer)
    }
    var names: [String] = []
    for host in request.hosts { names.append("DNS:" + (try plain(host, "alternate dns name"))) }
    for address in request.addresses { names.append("IP:" + (try plain(address, "ip"))) }
    if !names.isEmpty { try add(NID_subject_alt_name, names.joined(separator: ","), issuer) }
  }

  /// A name that cannot change the meaning of OpenSSL's list of names.
  private func plain(_ name: Bytes, _ what: String) throws(ValueError) -> String {
    let isPlain =
      !name.isEmpty
      && name.storage.allSatisfy { byte in
        0x30...0x3A ~= byte || 0x41...0x5A ~= byte || 0x61...0x7A ~= byte
          || [UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "*")]
            .contains(byte)
      }
    guard isPlain else { throw ValueError("error parsing \(what): \(name)") }
    return name.string
  }

  private func add(_ kind: Int32, _ text: String, _ issuer: Certificate) throws(ValueError) {
    var context = X509V3_CTX()
    X509V3_set_ctx(&context, issuer.handle, handle, nil, nil, 0)
    guard let element = X509V3_EXT_nconf_nid(nil, &context, kind, text) else {
      throw ValueError("error creating certificate: expected names and addresses, found `\(text)`")
    }
    defer { X509_EXTENSION_free(element) }
    X509_add_ext(handle, element, -1)
  }
}
