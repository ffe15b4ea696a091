import CCrypto
import Values

/// A private key of OpenSSL.
final class PrivateKey {
  let handle: OpaquePointer

  /// A key of OpenSSL that nobody else frees.
  init(handle: OpaquePointer) { self.handle = handle }

  /// A new key; nil for a kind that does not exist.
  init?(kind: String, bits: Int32) throws(ValueError) {
    let type: Int32
    switch kind {
    case "", "rsa": type = EVP_PKEY_RSA
    case "ecdsa": type = EVP_PKEY_EC
    case "ed25519": type = EVP_PKEY_ED25519
    case "dsa":
      throw ValueError("genPrivateKey: dsa is obsolete and not offered; use rsa, ecdsa or ed25519")
    default: return nil
    }
    let context = EVP_PKEY_CTX_new_id(type, nil)
    defer { EVP_PKEY_CTX_free(context) }
    var isReady = EVP_PKEY_keygen_init(context) == 1
    if type == EVP_PKEY_RSA {
      isReady = isReady && EVP_PKEY_CTX_set_rsa_keygen_bits(context, bits) == 1
    } else if type == EVP_PKEY_EC {
      isReady =
        isReady && EVP_PKEY_CTX_set_ec_paramgen_curve_nid(context, NID_X9_62_prime256v1) == 1
    }
    var handle: OpaquePointer?
    guard isReady, EVP_PKEY_keygen(context, &handle) == 1, let handle else {
      throw ValueError("failed to generate private key: refused by this system's OpenSSL")
    }
    self.handle = handle
  }

  /// Reads a PEM text.
  init(pem: Bytes) throws(ValueError) {
    guard pem.contains("-----BEGIN ") else { throw ValueError("no PEM data in input") }
    let memory = BIO_new_mem_buf(pem.storage, Int32(clamping: pem.count))
    defer { BIO_free(memory) }
    // An encrypted key would ask for its password on the terminal; this one has none.
    guard let handle = PEM_read_bio_PrivateKey(memory, nil, { _, _, _, _ in -1 }, nil) else {
      throw ValueError("no private key that can be read in the PEM block")
    }
    self.handle = handle
  }

  deinit { EVP_PKEY_free(handle) }

  /// The PEM text: of RSA and EC keys in their own formats.
  func text() throws(ValueError) -> String {
    guard let memory = BIO_new(BIO_s_mem()) else { throw ValueError("no memory") }
    defer { BIO_free(memory) }
    let isTraditional = EVP_PKEY_get_base_id(handle) != EVP_PKEY_ED25519
    let isDone =
      isTraditional
      ? PEM_write_bio_PrivateKey_traditional(memory, handle, nil, nil, 0, nil, nil)
      : PEM_write_bio_PrivateKey(memory, handle, nil, nil, 0, nil, nil)
    guard isDone == 1 else { throw ValueError("error pem-encoding key") }
    return contents(of: memory)
  }
}

/// All bytes of a memory buffer as text.
func contents(of memory: OpaquePointer) -> String {
  var text: [UInt8] = []
  var chunk = [UInt8](repeating: 0, count: 4096)
  while true {
    let count = Int(BIO_read(memory, &chunk, Int32(chunk.count)))
    guard count > 0 else { return String(decoding: text, as: UTF8.self) }
    text += chunk[..<count]
  }
}
