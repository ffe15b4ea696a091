/// The cipher under bcrypt. Its tables begin as the fraction of pi.
struct Blowfish {
  private var keys: [UInt32]
  private var boxes: [UInt32]

  private static let keyCount = 18
  private static let initial = PiFraction.words(keyCount + 4 * 256)

  init() {
    keys = Array(Blowfish.initial[..<Blowfish.keyCount])
    boxes = Array(Blowfish.initial[Blowfish.keyCount...])
  }

  /// One block of 64 bits.
  func encrypt(_ left: inout UInt32, _ right: inout UInt32) {
    keys.withUnsafeBufferPointer { keys in
      boxes.withUnsafeBufferPointer { Blowfish.encrypt(&left, &right, keys, $0) }
    }
  }

  private static func encrypt(
    _ left: inout UInt32, _ right: inout UInt32, _ keys: UnsafeBufferPointer<UInt32>,
    _ boxes: UnsafeBufferPointer<UInt32>
  ) {
    var (a, b) = (left ^ keys[0], right)
    for round in 1...16 {
      var mixed = boxes[Int(a >> 24)] &+ boxes[256 + Int(a >> 16 & 255)]
      mixed = (mixed ^ boxes[512 + Int(a >> 8 & 255)]) &+ boxes[768 + Int(a & 255)]
      (a, b) = (b ^ mixed ^ keys[round], a)
    }
    (left, right) = (b ^ keys[17], a)
  }

  /// Stirs a key and, if it is not empty, a salt into the tables. Both are words that repeat.
  mutating func expand(key: [UInt32], salt: [UInt32]) {
    for index in keys.indices { keys[index] ^= key[index % key.count] }
    var (left, right): (UInt32, UInt32) = (0, 0)
    var position = 0
    keys.withUnsafeMutableBufferPointer { keys in
      boxes.withUnsafeMutableBufferPointer { boxes in
        for table in [keys, boxes] {
          for index in stride(from: 0, to: table.count, by: 2) {
            if !salt.isEmpty {
              left ^= salt[position % salt.count]
              right ^= salt[(position + 1) % salt.count]
              position += 2
            }
            Blowfish.encrypt(
              &left, &right, UnsafeBufferPointer(keys), UnsafeBufferPointer(boxes))
            table[index] = left
            table[index + 1] = right
          }
        }
      }
    }
  }
}

/// The binary digits of pi behind its point, by Machin's formula.
private enum PiFraction {
  static func words(_ count: Int) -> [UInt32] {
    // Some words more than asked for take the rounding errors.
    let length = count + 4
    var sum = [UInt32](repeating: 0, count: length + 1)
    addArctangent(of: 5, times: 16, negative: false, to: &sum)
    addArctangent(of: 239, times: 4, negative: true, to: &sum)
    return Array(sum[1...count])
  }

  /// Adds `times * atan(1 / base)`; the first word holds the whole part.
  private static func addArctangent(
    of base: UInt32, times: UInt32, negative: Bool, to sum: inout [UInt32]
  ) {
    var power = [UInt32](repeating: 0, count: sum.count)
    power[0] = times
    divide(&power, by: base)
    var divisor: UInt32 = 1
    var isNegative = negative
    while power.contains(where: { $0 != 0 }) {
      var term = power
      divide(&term, by: divisor)
      accumulate(term, isNegative, &sum)
      divide(&power, by: base * base)
      divisor += 2
      isNegative.toggle()
    }
  }

  private static func divide(_ number: inout [UInt32], by divisor: UInt32) {
    var rest: UInt64 = 0
    for index in number.indices {
      let part = rest << 32 | UInt64(number[index])
      number[index] = UInt32(part / UInt64(divisor))
      rest = part % UInt64(divisor)
    }
  }

  private static func accumulate(_ term: [UInt32], _ isNegative: Bool, _ sum: inout [UInt32]) {
    var carry: Int64 = 0
    for index in sum.indices.reversed() {
      let part = Int64(sum[index]) + (isNegative ? -Int64(term[index]) : Int64(term[index])) + carry
      sum[index] = UInt32(truncatingIfNeeded: part)
      carry = part >> 32
    }
  }
}
