/// A 64-bit digest (FNV-1a) that recognises contents again. It is no protection against intent.
package enum ContentDigest {
  /// The digest of bytes.
  package static func of(_ bytes: [UInt8]) -> UInt64 {
    var digest: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in bytes {
      digest ^= UInt64(byte)
      digest = digest &* 0x100_0000_01B3
    }
    return digest
  }
}
