package import DataFormats
package import Values

/// A value as confd's tool `crypt` stores it: the Base64 of a message of OpenPGP, whose data are
/// packed by gzip.
package enum EncryptedValue {
  /// The longest value, in bytes.
  package static let limit = 16 << 20

  /// The value in clear.
  package static func decrypt(
    _ text: Bytes, with ring: OpenPGPKeyRing
  ) throws(OpenPGPError) -> Bytes {
    guard let message = text.storage.withUnsafeBufferPointer(Base64.decode) else {
      throw OpenPGPError("it is not Base64")
    }
    let packed = try ring.data(of: try OpenPGPMessage(message), limit: limit)
    do throws(Zlib.Failure) {
      return Bytes(try Zlib.inflate(packed, .gzip, limit: limit))
    } catch { throw OpenPGPError("it cannot be unpacked: \(error)") }
  }
}
