import CCrypto
import DataFormats
import Values

/// Diffie and Hellman's method on elliptic curves, with a wrapped key (RFC 6637).
struct ECDHDecryption {
  private let curve: Curve
  private let identifier: [UInt8]
  private let point: [UInt8]
  private let secret: [UInt8]
  private let fingerprint: [UInt8]
  private let derivation: [UInt8]

  /// A curve that is known here.
  private struct Curve {
    let identifier: [UInt8]
    let name: StaticString
    /// The length of a coordinate, in octets.
    let size: Int
    var isMontgomery = false
  }

  private static let curves = [
    Curve(identifier: [0x2A, 0x86, 0x48, 0xCE, 0x3D, 3, 1, 7], name: "P-256", size: 32),
    Curve(identifier: [0x2B, 0x81, 4, 0, 0x22], name: "P-384", size: 48),
    Curve(identifier: [0x2B, 0x81, 4, 0, 0x23], name: "P-521", size: 66),
    Curve(
      identifier: [0x2B, 6, 1, 4, 1, 0x97, 0x55, 1, 5, 1], name: "X25519", size: 32,
      isMontgomery: true),
  ]

  /// A key; throws for a curve that is not known here.
  init(
    curve identifier: [UInt8], point: [UInt8], derivation: [UInt8], secret: [UInt8],
    fingerprint: [UInt8]
  ) throws(OpenPGPError) {
    guard let curve = ECDHDecryption.curves.first(where: { $0.identifier == identifier }) else {
      throw OpenPGPError(
        "it is encrypted by ECDH on a curve that cannot be used; expected P-256, P-384, P-521 or "
          + "Curve25519")
    }
    self.curve = curve
    self.identifier = identifier
    self.point = point
    self.derivation = derivation
    self.secret = secret
    self.fingerprint = fingerprint
  }

  /// What was wrapped, without its padding; nil if it was not for this key.
  func decrypt(point: [UInt8], wrapped: [UInt8]) throws(OpenPGPError) -> [UInt8]? {
    defer { ERR_clear_error() }
    let wrap = try wrap()
    guard let own = ownKey(), let other = otherKey(point), let shared = shared(own, other),
      let key = derived(shared, wrap.hash)?.prefix(wrap.keyLength)
    else { return nil }
    return unwrapped(wrapped, Array(key), wrap.cipher)
  }

  // MARK: - The shared point

  private func ownKey() -> PrivateKey? {
    guard secret.count <= curve.size else { return nil }
    if curve.isMontgomery {
      let octets = secret.reversed() + [UInt8](repeating: 0, count: curve.size - secret.count)
      return EVP_PKEY_new_raw_private_key(EVP_PKEY_X25519, nil, octets, octets.count)
        .map(PrivateKey.init(handle:))
    }
    return point.withUnsafeBufferPointer { point in
      KeyParameters.key("EC", trimtab_key_pair) { parameters in
        parameters.add("group", curve.name)
        parameters.add("pub", point)
        parameters.add("priv", LongNumber(secret))
      }
    }
  }

  private func otherKey(_ point: [UInt8]) -> PrivateKey? {
    if curve.isMontgomery {
      // A mark of the format stands before the coordinate.
      guard point.count == curve.size + 1, point[0] == 0x40 else { return nil }
      return EVP_PKEY_new_raw_public_key(
        EVP_PKEY_X25519, nil, Array(point.dropFirst()), curve.size
      ).map(PrivateKey.init(handle:))
    }
    return point.withUnsafeBufferPointer { point in
      KeyParameters.key("EC", trimtab_public_key) { parameters in
        parameters.add("group", curve.name)
        parameters.add("pub", point)
      }
    }
  }

  private func shared(_ own: PrivateKey, _ other: PrivateKey) -> [UInt8]? {
    let context = EVP_PKEY_CTX_new(own.handle, nil)
    defer { EVP_PKEY_CTX_free(context) }
    var length = curve.size
    var shared = [UInt8](repeating: 0, count: length)
    guard EVP_PKEY_derive_init(context) == 1,
      EVP_PKEY_derive_set_peer(context, other.handle) == 1,
      EVP_PKEY_derive(context, &shared, &length) == 1, length == curve.size
    else { return nil }
    return shared
  }

  // MARK: - The wrapped key

  private struct Wrap {
    let hash: OpaquePointer?
    let cipher: OpaquePointer?
    let keyLength: Int
  }

  private func wrap() throws(OpenPGPError) -> Wrap {
    guard derivation.count == 3, derivation[0] == 1 else {
      throw OpenPGPError("a secret key of ECDH is not one")
    }
    let hash: OpaquePointer?
    switch derivation[1] {
    case 8: hash = EVP_sha256()
    case 9: hash = EVP_sha384()
    case 10: hash = EVP_sha512()
    default: throw OpenPGPError("hash \(derivation[1]) of a key of ECDH cannot be used")
    }
    switch derivation[2] {
    case 7: return Wrap(hash: hash, cipher: EVP_aes_128_wrap(), keyLength: 16)
    case 8: return Wrap(hash: hash, cipher: EVP_aes_192_wrap(), keyLength: 24)
    case 9: return Wrap(hash: hash, cipher: EVP_aes_256_wrap(), keyLength: 32)
    default:
      throw OpenPGPError(
        "\(OpenPGPNames.cipher(derivation[2])) of a key of ECDH cannot be used")
    }
  }

  private func derived(_ shared: [UInt8], _ hash: OpaquePointer?) -> [UInt8]? {
    var input: [UInt8] = [0, 0, 0, 1]
    input += shared
    input.append(UInt8(identifier.count))
    input += identifier
    input += [18, 3] + derivation
    input += Array("Anonymous Sender    ".utf8)
    input += fingerprint
    var output = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
    var length: UInt32 = 0
    guard EVP_Digest(input, input.count, &output, &length, hash, nil) == 1 else { return nil }
    return Array(output[..<Int(length)])
  }

  private func unwrapped(
    _ wrapped: [UInt8], _ key: [UInt8], _ cipher: OpaquePointer?
  ) -> [UInt8]? {
    guard wrapped.count >= 24, wrapped.count % 8 == 0 else { return nil }
    let context = EVP_CIPHER_CTX_new()
    defer { EVP_CIPHER_CTX_free(context) }
    EVP_CIPHER_CTX_set_flags(context, EVP_CIPHER_CTX_FLAG_WRAP_ALLOW)
    var output = [UInt8](repeating: 0, count: wrapped.count + 16)
    var length: Int32 = 0
    guard EVP_CipherInit_ex(context, cipher, nil, key, nil, 0) == 1,
      EVP_CipherUpdate(context, &output, &length, wrapped, Int32(wrapped.count)) == 1
    else { return nil }
    output.removeSubrange(Int(length)...)
    // The padding of PKCS #5: so many octets with their own number.
    guard let padding = output.last, 1...8 ~= padding, Int(padding) <= output.count,
      output.suffix(Int(padding)).allSatisfy({ $0 == padding })
    else { return nil }
    return Array(output.dropLast(Int(padding)))
  }
}
