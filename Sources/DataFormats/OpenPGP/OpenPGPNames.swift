/// What algorithms are called, by their numbers (RFC 4880, section 9, and RFC 9580).
package enum OpenPGPNames {
  /// The name of a public-key algorithm.
  package static func publicKey(_ number: UInt8) -> String {
    publicKeys[number] ?? "public-key algorithm \(number)"
  }

  /// The name of a cipher.
  package static func cipher(_ number: UInt8) -> String {
    ciphers[number] ?? "cipher \(number)"
  }

  /// The name of a compression.
  static func compression(_ number: UInt8) -> String {
    number == 3 ? "bzip2" : "compression \(number)"
  }

  private static let publicKeys: [UInt8: String] = [
    1: "RSA", 2: "RSA", 3: "RSA", 16: "ElGamal", 17: "DSA", 18: "ECDH", 19: "ECDSA", 20: "ElGamal",
    22: "EdDSA", 25: "X25519", 26: "X448", 27: "Ed25519", 28: "Ed448",
  ]

  private static let ciphers: [UInt8: String] = [
    0: "no cipher", 1: "IDEA", 2: "3DES", 3: "CAST5", 4: "Blowfish", 7: "AES-128", 8: "AES-192",
    9: "AES-256", 10: "Twofish", 11: "Camellia-128", 12: "Camellia-192", 13: "Camellia-256",
  ]
}
