/// OpenPGP's packets as text: lines of Base64 between two marks, with a check sum (RFC 4880,
/// section 6).
///
///     armor = "-----BEGIN PGP " kind "-----" *(header ": " text) empty-line
///             *base64-line ["=" base64-of-crc] "-----END PGP " kind "-----"
package enum OpenPGPArmor {
  private static let begin = Array("-----BEGIN PGP ".utf8)
  private static let end = Array("-----END PGP ".utf8)
  private static let keyKinds = ["PRIVATE", "PUBLIC"].map { Array("\($0) KEY BLOCK-----".utf8) }

  /// The packets of all key blocks of a text, one after the other. Text around the blocks is
  /// ignored; a text without any is an error.
  package static func keys(in text: [UInt8]) throws(OpenPGPError) -> [UInt8] {
    var packets: [UInt8] = []
    var hasBlock = false
    var lines = text.split(separator: 0x0A, omittingEmptySubsequences: false)[...]
    while let line = lines.popFirst() {
      guard trimmed(line).starts(with: begin) else { continue }
      let kind = trimmed(line).dropFirst(begin.count)
      guard keyKinds.contains(where: { $0.elementsEqual(kind) }) else { continue }
      packets += try block(&lines, kind)
      hasBlock = true
    }
    guard hasBlock else {
      throw OpenPGPError(
        "expected a text with `-----BEGIN PGP PRIVATE KEY BLOCK-----`, as `gpg --armor "
          + "--export-secret-keys` writes it, found none")
    }
    return packets
  }

  /// The packets of a block whose first line has been read.
  private static func block(
    _ lines: inout ArraySlice<ArraySlice<UInt8>>, _ kind: ArraySlice<UInt8>
  ) throws(OpenPGPError) -> [UInt8] {
    while let line = lines.popFirst(), !trimmed(line).isEmpty {
      guard line.contains(UInt8(ascii: ":")) else {
        throw OpenPGPError("expected an empty line after the head of an armored block")
      }
    }
    var digits: [UInt8] = []
    var sum: [UInt8]?
    while let line = lines.popFirst().map(trimmed) {
      if line.starts(with: end) {
        guard line.dropFirst(end.count).elementsEqual(kind) else { break }
        return try decode(digits, sum)
      }
      if line.first == UInt8(ascii: "="), line.count == 5 {
        sum = Array(line.dropFirst())
      } else {
        digits += line
      }
    }
    throw OpenPGPError("an armored block has no end")
  }

  private static func decode(
    _ digits: [UInt8], _ sum: [UInt8]?
  ) throws(OpenPGPError) -> [UInt8] {
    guard let packets = Base64.decode(digits) else {
      throw OpenPGPError("an armored block is not Base64")
    }
    if let sum {
      let expected = Base64.decode(sum).map { $0.reduce(0) { $0 << 8 | UInt32($1) } }
      guard expected == checkSum(packets) else {
        throw OpenPGPError("the check sum of an armored block does not match: it is damaged")
      }
    }
    return packets
  }

  /// CRC-24.
  package static func checkSum(_ bytes: [UInt8]) -> UInt32 {
    var sum: UInt32 = 0xB7_04CE
    for byte in bytes {
      sum ^= UInt32(byte) << 16
      for _ in 0..<8 {
        sum <<= 1
        if sum & 0x100_0000 != 0 { sum ^= 0x186_4CFB }
      }
    }
    return sum
  }

  /// A line without white space at its end.
  private static func trimmed(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var line = line
    while let last = line.last, [0x20, 0x09, 0x0D].contains(last) { line.removeLast() }
    return line
  }
}
