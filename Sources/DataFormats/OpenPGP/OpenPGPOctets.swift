/// Reads the fields of a packet from its front.
struct OpenPGPOctets {
  /// What has not been read.
  private(set) var rest: ArraySlice<UInt8>

  /// The longest number, in bits; the longest of RSA that OpenSSL takes.
  private static let numberLimit = 16_384

  init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

  var isAtEnd: Bool { rest.isEmpty }

  mutating func octet() throws(OpenPGPError) -> UInt8 {
    guard let octet = rest.popFirst() else { throw OpenPGPOctets.truncated }
    return octet
  }

  mutating func take(_ count: Int) throws(OpenPGPError) -> ArraySlice<UInt8> {
    guard count <= rest.count else { throw OpenPGPOctets.truncated }
    defer { rest = rest.dropFirst(count) }
    return rest.prefix(count)
  }

  /// A number of so many octets, the highest first.
  mutating func number(octets count: Int) throws(OpenPGPError) -> Int {
    var number = 0
    for octet in try take(count) { number = number << 8 | Int(octet) }
    return number
  }

  /// A long number: its length in bits, then its octets.
  mutating func longNumber() throws(OpenPGPError) -> [UInt8] {
    let bits = try number(octets: 2)
    guard bits <= OpenPGPOctets.numberLimit else {
      throw OpenPGPError("a number of a key has \(bits) bits, which is above the limit")
    }
    return Array(try take((bits + 7) / 8))
  }

  /// What follows its length in one octet.
  mutating func shortField() throws(OpenPGPError) -> [UInt8] {
    Array(try take(Int(try octet())))
  }

  private static let truncated = OpenPGPError("a packet ends too early")
}
