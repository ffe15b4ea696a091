import DataFormats
import Values

/// A secret key of a ring.
struct OpenPGPKey: Sendable {
  /// The last eight octets of the fingerprint.
  let id: UInt64
  private let fingerprint: [UInt8]
  private let secret: OpenPGPSecretKey

  /// A key with its fingerprint.
  init(_ secret: OpenPGPSecretKey) throws(OpenPGPError) {
    do throws(ValueError) {
      fingerprint = try Digest.sha1.hash(Bytes(secret.identity))
    } catch { throw OpenPGPError(error.message) }
    id = fingerprint.suffix(8).reduce(0) { $0 << 8 | UInt64($1) }
    self.secret = secret
  }

  /// How people write a key's number.
  static func name(_ id: UInt64) -> String {
    if id == 0 { return "a hidden key" }
    let digits = String(id, radix: 16, uppercase: true)
    return "key \(String(repeating: "0", count: 16 - digits.count))\(digits)"
  }

  /// The key of a message's contents, if it was encrypted for this key.
  func open(
    _ sessionKey: OpenPGPMessage.SessionKey
  ) throws(OpenPGPError) -> OpenPGPSessionCipher {
    let failure = OpenPGPError("\(OpenPGPKey.name(id)) does not open it")
    guard sessionKey.algorithm == secret.algorithm, let opened = try opened(sessionKey.fields),
      let cipher = try OpenPGPSessionCipher(opened)
    else { throw failure }
    return cipher
  }

  /// A cipher's number, its key and their check sum; nil if the numbers are not for this key.
  private func opened(_ fields: [[UInt8]]) throws(OpenPGPError) -> [UInt8]? {
    switch secret.material {
    case .protected:
      throw OpenPGPError(
        "\(OpenPGPKey.name(id)) is protected by a passphrase, which nobody can be asked for: "
          + "export one without")
    case .absent:
      throw OpenPGPError("the key ring has only the public half of \(OpenPGPKey.name(id))")
    case .rsa(let modulus, let exponent, let secret, let primes, let inverse):
      guard fields.count == 1 else { return nil }
      let key = RSADecryption(
        modulus: modulus, exponent: exponent, secret: secret, primes: primes, inverse: inverse)
      return try key.decrypt(fields[0])
    case .elGamal(let prime, let secret):
      guard fields.count == 2 else { return nil }
      return ElGamalDecryption.decrypt(fields, prime: prime, secret: secret)
    case .ecdh(let curve, let point, let derivation, let secret):
      guard fields.count == 2 else { return nil }
      let key = try ECDHDecryption(
        curve: curve, point: point, derivation: derivation, secret: secret,
        fingerprint: fingerprint)
      return try key.decrypt(point: fields[0], wrapped: fields[1])
    }
  }
}
