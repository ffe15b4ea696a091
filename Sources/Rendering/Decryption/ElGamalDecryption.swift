import CCrypto

/// ElGamal with the padding of PKCS #1, version 1.5, which OpenSSL does not have.
enum ElGamalDecryption {
  /// What two numbers encrypt; nil if they were not for this key.
  static func decrypt(_ numbers: [[UInt8]], prime: [UInt8], secret: [UInt8]) -> [UInt8]? {
    defer { ERR_clear_error() }
    let context = BN_CTX_new()
    defer { BN_CTX_free(context) }
    guard let prime = LongNumber(prime), let secret = LongNumber(secret),
      let first = LongNumber(numbers[0]), let second = LongNumber(numbers[1]),
      let shared = LongNumber(), let inverse = LongNumber(), let result = LongNumber(),
      BN_mod_exp(shared.handle, first.handle, secret.handle, prime.handle, context) == 1,
      BN_mod_inverse(inverse.handle, shared.handle, prime.handle, context) != nil,
      BN_mod_mul(result.handle, second.handle, inverse.handle, prime.handle, context) == 1
    else { return nil }
    return unpadded(result.octets)
  }

  /// `00 02`, random octets, none of them zero, `00`, the text; the first zero is not written.
  private static func unpadded(_ octets: [UInt8]) -> [UInt8]? {
    guard octets.first == 2, let end = octets.firstIndex(of: 0), end > 8 else { return nil }
    return Array(octets[(end + 1)...])
  }
}
