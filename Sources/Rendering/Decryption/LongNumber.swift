import CCrypto

/// A long number of OpenSSL.
final class LongNumber {
  let handle: OpaquePointer

  /// The number of some octets, the highest first.
  init?(_ octets: [UInt8]) {
    guard let handle = BN_bin2bn(octets, Int32(octets.count), nil) else { return nil }
    self.handle = handle
  }

  /// Zero, for a result.
  init?() {
    guard let handle = BN_new() else { return nil }
    self.handle = handle
  }

  deinit { BN_free(handle) }

  /// The octets, the highest first, none of them a leading zero.
  var octets: [UInt8] {
    let count = (Int(BN_num_bits(handle)) + 7) / 8
    return [UInt8](unsafeUninitializedCapacity: count) { buffer, written in
      written = Int(BN_bn2bin(handle, buffer.baseAddress))
    }
  }
}
