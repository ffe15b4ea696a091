import Values

extension SignedWidth {
  /// The numbers that fit.
  var range: ClosedRange<Int64> {
    switch self {
    case .int, .int64: Int64.min...Int64.max
    case .int8: -128...127
    case .int16: -32_768...32_767
    case .int32: -2_147_483_648...2_147_483_647
    }
  }
}

extension UnsignedWidth {
  /// The largest number that fits.
  var largest: UInt64 {
    switch self {
    case .uint, .uint64, .uintptr: UInt64.max
    case .uint8: 255
    case .uint16: 65_535
    case .uint32: 4_294_967_295
    }
  }
}
