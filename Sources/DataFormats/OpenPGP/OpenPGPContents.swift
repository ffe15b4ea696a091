/// Finds the data in a message's packets when they are decrypted.
package enum OpenPGPContents {
  /// How deep compressed packets may be in each other.
  private static let depthLimit = 4

  /// The first data, unpacked. Signatures beside them are not looked at. More than `limit` bytes
  /// are refused, and no more are unpacked on the way.
  package static func data(
    in packets: ArraySlice<UInt8>, limit: Int
  ) throws(OpenPGPError) -> ArraySlice<UInt8> {
    var bytes = packets
    for _ in 0..<depthLimit {
      let packet = try firstData(bytes)
      guard packet.kind == .compressed else { return try literal(packet, limit) }
      bytes = try unpacked(packet.body, limit)
    }
    throw OpenPGPError("the message is compressed more than \(depthLimit) times")
  }

  private static func firstData(_ bytes: ArraySlice<UInt8>) throws(OpenPGPError) -> OpenPGPPacket {
    var packets = OpenPGPPackets(bytes)
    while let packet = try packets.next() {
      if packet.kind == .literal || packet.kind == .compressed { return packet }
    }
    throw OpenPGPError("the message has no data")
  }

  private static func literal(
    _ packet: OpenPGPPacket, _ limit: Int
  ) throws(OpenPGPError) -> ArraySlice<UInt8> {
    var octets = OpenPGPOctets(packet.body)
    // The format, the file's name and its time.
    _ = try octets.octet()
    _ = try octets.shortField()
    _ = try octets.take(4)
    guard octets.rest.count <= limit else {
      throw OpenPGPError("the message has more than \(limit) bytes")
    }
    return octets.rest
  }

  private static func unpacked(
    _ body: ArraySlice<UInt8>, _ limit: Int
  ) throws(OpenPGPError) -> ArraySlice<UInt8> {
    let wrapping: Zlib.Wrapping
    switch body.first {
    case 0: return body.dropFirst()
    case 1: wrapping = .none
    case 2: wrapping = .zlib
    case let number?:
      throw OpenPGPError(
        "the message is packed with \(OpenPGPNames.compression(number)), which cannot be read")
    case nil: throw OpenPGPError("a packet ends too early")
    }
    do throws(Zlib.Failure) {
      return try Zlib.inflate(body.dropFirst(), wrapping, limit: limit)[...]
    } catch { throw OpenPGPError("the message cannot be unpacked: \(error)") }
  }
}
