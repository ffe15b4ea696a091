import Values

/// Lower-case hexadecimal text.
enum Hexadecimal {
  static func text(_ bytes: [UInt8]) -> Bytes {
    let digits = Array("0123456789abcdef".utf8)
    return Bytes(bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
  }
}
