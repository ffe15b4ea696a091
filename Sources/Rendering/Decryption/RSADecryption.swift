import CCrypto
import DataFormats

/// RSA with the padding of PKCS #1, version 1.5.
struct RSADecryption {
  let modulus: [UInt8]
  let exponent: [UInt8]
  let secret: [UInt8]
  let primes: [[UInt8]]
  let inverse: [UInt8]

  /// What was encrypted; nil if it was not for this key.
  func decrypt(_ number: [UInt8]) throws(OpenPGPError) -> [UInt8]? {
    defer { ERR_clear_error() }
    guard let key = key() else { throw OpenPGPError("a secret key of RSA is not one") }
    guard number.count <= modulus.count else { return nil }
    let padded = [UInt8](repeating: 0, count: modulus.count - number.count) + number
    let context = EVP_PKEY_CTX_new(key.handle, nil)
    defer { EVP_PKEY_CTX_free(context) }
    guard EVP_PKEY_decrypt_init(context) == 1,
      EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) == 1
    else { return nil }
    var length = modulus.count
    var output = [UInt8](repeating: 0, count: length)
    guard EVP_PKEY_decrypt(context, &output, &length, padded, padded.count) == 1 else {
      return nil
    }
    return Array(output[..<length])
  }

  private func key() -> PrivateKey? {
    guard primes.count == 2, !modulus.isEmpty else { return nil }
    // The inverse is of the first prime, which OpenSSL calls the second.
    return KeyParameters.key("RSA", trimtab_key_pair) { parameters in
      parameters.add("n", LongNumber(modulus))
      parameters.add("e", LongNumber(exponent))
      parameters.add("d", LongNumber(secret))
      parameters.add("rsa-factor1", LongNumber(primes[1]))
      parameters.add("rsa-factor2", LongNumber(primes[0]))
      parameters.add("rsa-exponent1", partial(for: primes[1]))
      parameters.add("rsa-exponent2", partial(for: primes[0]))
      parameters.add("rsa-coefficient1", LongNumber(inverse))
    }
  }

  /// The secret exponent modulo a prime less one.
  private func partial(for prime: [UInt8]) -> LongNumber? {
    guard let last = prime.last, let secret = LongNumber(secret), let result = LongNumber(),
      // Primes are odd.
      let less = LongNumber(prime.dropLast() + [last & 0xFE])
    else { return nil }
    let context = BN_CTX_new()
    defer { BN_CTX_free(context) }
    guard BN_div(nil, result.handle, secret.handle, less.handle, context) == 1 else { return nil }
    return result
  }
}
