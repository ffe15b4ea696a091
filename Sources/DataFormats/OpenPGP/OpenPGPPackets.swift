/// A packet: what it is, and what is in it.
package struct OpenPGPPacket: Sendable, Equatable {
  /// The number of what it is.
  package let tag: UInt8
  /// Its contents.
  package let body: ArraySlice<UInt8>

  /// What it is; nil for what does not matter here.
  package var kind: Kind? { Kind(rawValue: tag) }

  /// The packets that matter, by their tags.
  package enum Kind: UInt8, Sendable {
    case encryptedSessionKey = 1
    case passphraseSessionKey = 3
    case secretKey = 5
    case secretSubkey = 7
    case compressed = 8
    case encryptedWithoutCheck = 9
    case literal = 11
    case encrypted = 18
    case encryptedByGnuPG = 20
  }
}

/// Takes bytes apart into packets, in the old and the new format (RFC 4880, section 4).
package struct OpenPGPPackets {
  private var octets: OpenPGPOctets

  /// Reads packets from bytes.
  package init(_ bytes: ArraySlice<UInt8>) { octets = OpenPGPOctets(bytes) }

  /// What has not been read.
  package var rest: ArraySlice<UInt8> { octets.rest }

  /// The next packet; nil at the end. After an error nothing more can be read.
  package mutating func next() throws(OpenPGPError) -> OpenPGPPacket? {
    if octets.isAtEnd { return nil }
    let head = try octets.octet()
    guard head & 0x80 != 0 else {
      throw OpenPGPError("expected a packet of OpenPGP, found something else")
    }
    let isNew = head & 0x40 != 0
    let tag = isNew ? head & 0x3F : head >> 2 & 0x0F
    guard tag != 0 else { throw OpenPGPError("expected a packet of OpenPGP, found a tag 0") }
    let body = isNew ? try newBody(tag) : try oldBody(head & 3, tag)
    return OpenPGPPacket(tag: tag, body: body)
  }

  private mutating func oldBody(
    _ lengthType: UInt8, _ tag: UInt8
  ) throws(OpenPGPError) -> ArraySlice<UInt8> {
    switch lengthType {
    case 3:
      try OpenPGPPackets.requireData(tag)
      return try octets.take(octets.rest.count)
    default:
      return try octets.take(try octets.number(octets: 1 << Int(lengthType)))
    }
  }

  private mutating func newBody(_ tag: UInt8) throws(OpenPGPError) -> ArraySlice<UInt8> {
    guard let partial = try newPart() else { return try wholePart() }
    try OpenPGPPackets.requireData(tag)
    var body = Array(partial)
    while let part = try newPart() { body += part }
    body += try wholePart()
    return body[...]
  }

  /// The next part of a body that more parts follow; nil, and nothing read, if it is the last.
  private mutating func newPart() throws(OpenPGPError) -> ArraySlice<UInt8>? {
    guard let first = octets.rest.first, 224..<255 ~= first else { return nil }
    _ = try octets.octet()
    return try octets.take(1 << Int(first & 0x1F))
  }

  private mutating func wholePart() throws(OpenPGPError) -> ArraySlice<UInt8> {
    let first = Int(try octets.octet())
    switch first {
    case ..<192: return try octets.take(first)
    case 255: return try octets.take(try octets.number(octets: 4))
    default: return try octets.take((first - 192) << 8 + Int(try octets.octet()) + 192)
    }
  }

  /// Only packets of data may have a length that is not known when they begin.
  private static func requireData(_ tag: UInt8) throws(OpenPGPError) {
    switch OpenPGPPacket.Kind(rawValue: tag) {
    case .compressed, .literal, .encrypted, .encryptedWithoutCheck, .encryptedByGnuPG: return
    default: throw OpenPGPError("a packet with tag \(tag) must tell its length")
    }
  }
}
