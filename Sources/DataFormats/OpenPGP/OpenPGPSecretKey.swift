/// A key or subkey that can decrypt, from its packet (RFC 4880, section 5.5; RFC 6637).
package struct OpenPGPSecretKey: Sendable {
  /// What is needed to decrypt.
  package enum Material: Sendable, Equatable {
    /// `modulus`, `exponent` and `secret` are n, e and d, `inverse` is that of the first prime
    /// modulo the second. The highest octet is first in all numbers.
    case rsa(
      modulus: [UInt8], exponent: [UInt8], secret: [UInt8], primes: [[UInt8]], inverse: [UInt8])
    /// The prime and the secret exponent.
    case elGamal(prime: [UInt8], secret: [UInt8])
    /// On the curve of an object identifier; `derivation` is how the key that wraps is made.
    case ecdh(curve: [UInt8], point: [UInt8], derivation: [UInt8], secret: [UInt8])
    /// The packet has it encrypted.
    case protected
    /// The packet has none: the key is elsewhere.
    case absent
  }

  /// The number of its algorithm.
  package let algorithm: UInt8
  /// What its fingerprint is the SHA-1 of.
  package let identity: [UInt8]
  /// What decrypts.
  package let material: Material

  /// Reads a packet. Nil for a key that only signs, and one of a version other than 4.
  package init?(_ packet: OpenPGPPacket) throws(OpenPGPError) {
    var octets = OpenPGPOctets(packet.body)
    guard try octets.octet() == 4 else { return nil }
    _ = try octets.take(4)
    algorithm = try octets.octet()
    var numbers: [[UInt8]] = []
    switch algorithm {
    case 1, 2: numbers = [try octets.longNumber(), try octets.longNumber()]
    case 16:
      numbers = [try octets.longNumber(), try octets.longNumber(), try octets.longNumber()]
    case 18:
      numbers = [try octets.shortField(), try octets.longNumber(), try octets.shortField()]
    default: return nil
    }
    let length = packet.body.count - octets.rest.count
    identity =
      [0x99, UInt8(truncatingIfNeeded: length >> 8), UInt8(truncatingIfNeeded: length)]
      + packet.body.prefix(length)
    material = try OpenPGPSecretKey.material(&octets, numbers, algorithm)
  }

  private static func material(
    _ octets: inout OpenPGPOctets, _ numbers: [[UInt8]], _ algorithm: UInt8
  ) throws(OpenPGPError) -> Material {
    let protection = try octets.octet()
    guard protection == 0 else {
      // GnuPG's own way to say that a key is not there.
      let isExtended = protection >= 254
      let isAbsent = isExtended && octets.rest.dropFirst().first == 101
      return isAbsent ? .absent : .protected
    }
    guard octets.rest.count >= 2 else { throw OpenPGPError("a packet ends too early") }
    let sum = octets.rest.suffix(2).reduce(0) { $0 << 8 | UInt16($1) }
    guard octets.rest.dropLast(2).reduce(0, { $0 &+ UInt16($1) }) == sum else {
      throw OpenPGPError("the check sum of a secret key does not match: it is damaged")
    }
    switch algorithm {
    case 16: return .elGamal(prime: numbers[0], secret: try octets.longNumber())
    case 18:
      return .ecdh(
        curve: numbers[0], point: numbers[1], derivation: numbers[2],
        secret: try octets.longNumber())
    default:
      let secret = try octets.longNumber()
      let primes = [try octets.longNumber(), try octets.longNumber()]
      return .rsa(
        modulus: numbers[0], exponent: numbers[1], secret: secret, primes: primes,
        inverse: try octets.longNumber())
    }
  }
}
