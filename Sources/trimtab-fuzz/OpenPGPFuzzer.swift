import DataFormats
import Rendering
import Values

/// Any bytes as a key ring, a message, and what is in a message: read or refused, the same each
/// time and within the limits.
enum OpenPGPFuzzer {
  private static let limit = 1 << 16

  static func check(_ bytes: UnsafeBufferPointer<UInt8>) {
    let input = Array(bytes)
    let packets = packets(of: input)
    precondition(packets == self.packets(of: input), "the same bytes are the same packets")
    for packet in packets { _ = try? OpenPGPSecretKey(packet) }
    if let data = try? OpenPGPContents.data(in: input[...], limit: limit) {
      precondition(data.count <= limit, "data have a limit")
    }
    for wrapping: Zlib.Wrapping in [.none, .zlib, .gzip] {
      if let data = try? Zlib.inflate(input[...], wrapping, limit: limit) {
        precondition(data.count <= limit, "unpacked bytes have a limit")
      }
    }
    _ = try? OpenPGPArmor.keys(in: input)
    if let ring { _ = try? EncryptedValue.decrypt(Bytes(Base64.encode(input)), with: ring) }
    if let own = try? OpenPGPKeyRing(armored(input)) {
      _ = try? EncryptedValue.decrypt(Bytes(Base64.encode(message)), with: own)
    }
  }

  private static func packets(of input: [UInt8]) -> [OpenPGPPacket] {
    var packets = OpenPGPPackets(input[...])
    var found: [OpenPGPPacket] = []
    while let packet = try? packets.next() { found.append(packet) }
    return found
  }

  private static func armored(_ packets: [UInt8]) -> [UInt8] {
    Array("-----BEGIN PGP PRIVATE KEY BLOCK-----\n\n".utf8) + Base64.encode(packets)
      + Array("\n-----END PGP PRIVATE KEY BLOCK-----\n".utf8)
  }

  private static let ring = Base64.decode(Array(key.utf8)).flatMap {
    try? OpenPGPKeyRing(armored($0))
  }

  private static let message = Base64.decode(Array(value.utf8)) ?? []

  /// A key on Curve25519, for tests alone.
  private static let key =
    "nF0EawHfWRIKKwYBBAGXVQEFAQEHQJ+KlI1hE+TQvkYgAunUe1BUmKGI72tQ0ZL7FVsetOp3AwEIBwAA/2Vu35ii"
    + "ZufO+UyJ+O/Scw/XOgP/q7mN74EUPIQW8gnQEzg="

  /// A message for that key.
  private static let value =
    "hF4DwgYrNwE55tISAQdATcdUpYN18gonaeqQwAEJ0u8RMgb0TKQ6EPGWCmFblGwwK9aWL1dgA1gNxRGV3UQ6/BpP"
    + "/8YBSc1rVQOtcN6veVfSsiL8QpZpK67kFaZZaawT0lIBILlRNFruicRXZz/9xsZRFUGqiLrIE80uhV/zJEMghrEJ"
    + "vCi7ECVAN8Q6XkyO/454g4KswpJleKL4OPCoCH5jytwqRc5BNzDen/igXeL7dq86"
}
