package import DataFormats

/// Secret keys, by which messages are decrypted.
package struct OpenPGPKeyRing: Sendable {
  private let keys: [OpenPGPKey]

  /// The largest key ring, in bytes.
  private static let sizeLimit = 4 << 20
  /// The most keys that can decrypt.
  private static let keyLimit = 1000
  /// The most keys that are tried on a message which does not say whose it is.
  private static let attemptLimit = 256

  /// Reads an armored key ring. Keys that only sign do not count; those that a passphrase protects
  /// do, and say so when they are needed.
  package init(_ text: [UInt8]) throws(OpenPGPError) {
    guard text.count <= OpenPGPKeyRing.sizeLimit else {
      throw OpenPGPError("the key ring has more than \(OpenPGPKeyRing.sizeLimit) bytes")
    }
    var packets = OpenPGPPackets(try OpenPGPArmor.keys(in: text)[...])
    var keys: [OpenPGPKey] = []
    while let packet = try packets.next() {
      guard packet.kind == .secretKey || packet.kind == .secretSubkey,
        let secret = try OpenPGPSecretKey(packet)
      else { continue }
      guard keys.count < OpenPGPKeyRing.keyLimit else {
        throw OpenPGPError("the key ring has more than \(OpenPGPKeyRing.keyLimit) keys")
      }
      keys.append(try OpenPGPKey(secret))
    }
    guard !keys.isEmpty else {
      throw OpenPGPError("the key ring has no secret key that can decrypt")
    }
    self.keys = keys
  }

  /// The data of a message, unpacked; at most `limit` bytes.
  package func data(
    of message: OpenPGPMessage, limit: Int
  ) throws(OpenPGPError) -> ArraySlice<UInt8> {
    switch message.contents {
    case .clear(let packets): return try OpenPGPContents.data(in: packets, limit: limit)
    case .encrypted(let bytes):
      let packets = try decrypt(bytes, message)
      return try OpenPGPContents.data(in: packets, limit: limit)
    }
  }

  /// The packets inside, by the first key that opens the message.
  private func decrypt(
    _ bytes: ArraySlice<UInt8>, _ message: OpenPGPMessage
  ) throws(OpenPGPError) -> ArraySlice<UInt8> {
    var complaint: OpenPGPError?
    var attempts = 0
    for sessionKey in message.sessionKeys {
      for key in keys where sessionKey.keyID == 0 || sessionKey.keyID == key.id {
        attempts += 1
        guard attempts <= OpenPGPKeyRing.attemptLimit else { break }
        do throws(OpenPGPError) {
          return try key.open(sessionKey).decrypt(bytes)
        } catch { complaint = complaint ?? error }
      }
    }
    throw complaint ?? OpenPGPKeyRing.noKey(for: message)
  }

  private static func noKey(for message: OpenPGPMessage) -> OpenPGPError {
    let named = message.sessionKeys.prefix(3).map { key in
      "\(OpenPGPKey.name(key.keyID)) (\(OpenPGPNames.publicKey(key.algorithm)))"
    }
    guard !named.isEmpty else {
      return OpenPGPError(
        message.hasPassphrase
          ? "it is encrypted with a passphrase, not for a key" : "it is encrypted for nobody")
    }
    let more = message.sessionKeys.count - named.count
    let names = named.joined(separator: ", ") + (more > 0 ? " and \(more) more" : "")
    return OpenPGPError(
      "it is encrypted for \(names), which the key ring does not have")
  }
}
