/// A message: the key of its contents, encrypted for each reader, and its contents.
package struct OpenPGPMessage: Sendable {
  /// The key of the contents, encrypted for one public key.
  package struct SessionKey: Sendable, Equatable {
    /// The last eight octets of that key's fingerprint; zero if the message hides it.
    package let keyID: UInt64
    /// The number of that key's algorithm.
    package let algorithm: UInt8
    /// The encrypted numbers: one of RSA, two of ElGamal, a point and a wrapped key of ECDH.
    package let fields: [[UInt8]]
  }

  /// The contents.
  package enum Contents: Sendable, Equatable {
    /// Encrypted, with a check sum at the end that is encrypted, too.
    case encrypted(ArraySlice<UInt8>)
    /// Packets in clear.
    case clear(ArraySlice<UInt8>)
  }

  /// The key of the contents, for each reader.
  package let sessionKeys: [SessionKey]
  /// Whether it is also encrypted with a passphrase.
  package let hasPassphrase: Bool
  /// What is inside.
  package let contents: Contents

  /// The most readers of a message.
  private static let readerLimit = 64

  /// Takes a message apart, which is not in armor.
  package init(_ bytes: [UInt8]) throws(OpenPGPError) {
    var packets = OpenPGPPackets(bytes[...])
    var rest = bytes[...]
    var sessionKeys: [SessionKey] = []
    var hasPassphrase = false
    var contents: Contents?
    while contents == nil, let packet = try packets.next() {
      switch packet.kind {
      case .encryptedSessionKey:
        guard sessionKeys.count < OpenPGPMessage.readerLimit else {
          throw OpenPGPError("the message is for more than \(OpenPGPMessage.readerLimit) keys")
        }
        sessionKeys.append(try SessionKey(packet))
      case .passphraseSessionKey: hasPassphrase = true
      default: contents = try OpenPGPMessage.contents(packet, from: rest)
      }
      rest = packets.rest
    }
    guard let contents else { throw OpenPGPError("the message has no contents") }
    self.sessionKeys = sessionKeys
    self.hasPassphrase = hasPassphrase
    self.contents = contents
  }

  /// The contents that a packet is or begins; nil if it is neither.
  private static func contents(
    _ packet: OpenPGPPacket, from rest: ArraySlice<UInt8>
  ) throws(OpenPGPError) -> Contents? {
    switch packet.kind {
    case .encrypted:
      guard packet.body.first == 1 else {
        throw OpenPGPError(
          "the message is encrypted in version \(packet.body.first ?? 0) of the format, "
            + "only version 1 can be read")
      }
      return .encrypted(packet.body.dropFirst())
    case .encryptedWithoutCheck:
      throw OpenPGPError("the message is encrypted without a check of its integrity (MDC)")
    case .encryptedByGnuPG:
      throw OpenPGPError(
        "the message is encrypted with GnuPG's OCB, which confd cannot read either: encrypt with "
          + "`gpg --rfc4880`")
    case .compressed, .literal: return .clear(rest)
    default: return nil
    }
  }
}

extension OpenPGPMessage.SessionKey {
  fileprivate init(_ packet: OpenPGPPacket) throws(OpenPGPError) {
    var octets = OpenPGPOctets(packet.body)
    let version = try octets.octet()
    guard version == 3 else {
      throw OpenPGPError(
        "the message's key is encrypted in version \(version) of the format, only version 3 can "
          + "be read")
    }
    keyID = try octets.take(8).reduce(0) { $0 << 8 | UInt64($1) }
    algorithm = try octets.octet()
    switch algorithm {
    case 1, 2: fields = [try octets.longNumber()]
    case 16: fields = [try octets.longNumber(), try octets.longNumber()]
    case 18: fields = [try octets.longNumber(), try octets.shortField()]
    // Another reader's key may be of a kind that is not known here.
    default: fields = []
    }
  }
}
