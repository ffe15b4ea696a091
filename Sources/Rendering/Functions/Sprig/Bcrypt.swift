import Values

/// Password hashes of the form `$2a$COST$SALT HASH`.
enum Bcrypt {
  /// More bytes of a password would be ignored.
  static let longestPassword = 72

  /// The hash of a password; the salt is 16 bytes, the cost from 4 to 31 the logarithm of the work.
  static func hash(_ password: Bytes, salt: [UInt8], cost: Int) -> Bytes {
    precondition(salt.count == 16 && 4...31 ~= cost, "a salt of 16 bytes and a cost up to 31")
    // The key is the password with its final zero, over and over.
    let text = password.storage + [0]
    let key = words((0..<72).map { text[$0 % text.count] })
    let saltWords = words(salt)
    var cipher = Blowfish()
    cipher.expand(key: key, salt: saltWords)
    for _ in 0..<(1 << cost) {
      cipher.expand(key: key, salt: [])
      cipher.expand(key: saltWords, salt: [])
    }
    var block = words(Array("OrpheanBeholderScryDoubt".utf8))
    for index in stride(from: 0, to: block.count, by: 2) {
      for _ in 0..<64 {
        var (left, right) = (block[index], block[index + 1])
        cipher.encrypt(&left, &right)
        (block[index], block[index + 1]) = (left, right)
      }
    }
    let hash = block.flatMap { word in [24, 16, 8, 0].map { UInt8(word >> $0 & 255) } }
    let costText = cost < 10 ? "0\(cost)" : "\(cost)"
    return Bytes("$2a$\(costText)$") + encoded(salt) + encoded(Array(hash.prefix(23)))
  }

  private static func words(_ bytes: [UInt8]) -> [UInt32] {
    stride(from: 0, to: bytes.count, by: 4).map { start in
      bytes[start..<(start + 4)].reduce(0) { $0 << 8 | UInt32($1) }
    }
  }

  /// bcrypt's own base 64, without padding.
  private static func encoded(_ bytes: [UInt8]) -> Bytes {
    let from = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    let to = Array("./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)
    let table = Dictionary(zip(from, to), uniquingKeysWith: { first, _ in first })
    return Bytes(Base64Coding.standard.encode(Bytes(bytes)).storage.compactMap { table[$0] })
  }
}
