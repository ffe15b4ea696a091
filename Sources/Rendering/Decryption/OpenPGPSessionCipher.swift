import CCrypto
import DataFormats

/// The cipher of a message's contents, with its key.
struct OpenPGPSessionCipher {
  private let algorithm: Algorithm
  private let key: [UInt8]

  private struct Algorithm {
    let keyLength: Int
    let blockLength: Int
    let handle: OpaquePointer?
    let name: String
  }

  /// The last packet: the SHA-1 of all before, its own head included.
  private static let checkHead: [UInt8] = [0xD3, 0x14]
  private static let checkLength = 22

  /// Reads what was encrypted for a reader: the cipher's number, its key, and the sum of the key's
  /// octets. Nil if that is not what it is, as with another reader's key.
  init?(_ octets: [UInt8]) throws(OpenPGPError) {
    guard octets.count > 3 else { return nil }
    let key = octets[1..<(octets.count - 2)]
    let sum = octets.suffix(2).reduce(0) { $0 << 8 | UInt16($1) }
    guard key.reduce(0, { $0 &+ UInt16($1) }) == sum else { return nil }
    guard let algorithm = OpenPGPSessionCipher.algorithm(octets[0]) else {
      throw OpenPGPError(
        "it is encrypted with \(OpenPGPNames.cipher(octets[0])), which cannot be used; expected "
          + "AES or 3DES")
    }
    guard key.count == algorithm.keyLength else { return nil }
    self.algorithm = algorithm
    self.key = Array(key)
  }

  private static func algorithm(_ number: UInt8) -> Algorithm? {
    let name = OpenPGPNames.cipher(number)
    return switch number {
    case 2: Algorithm(keyLength: 24, blockLength: 8, handle: EVP_des_ede3_cfb64(), name: name)
    case 7: Algorithm(keyLength: 16, blockLength: 16, handle: EVP_aes_128_cfb128(), name: name)
    case 8: Algorithm(keyLength: 24, blockLength: 16, handle: EVP_aes_192_cfb128(), name: name)
    case 9: Algorithm(keyLength: 32, blockLength: 16, handle: EVP_aes_256_cfb128(), name: name)
    default: nil
    }
  }

  /// The packets inside, whose integrity is checked first.
  func decrypt(_ bytes: ArraySlice<UInt8>) throws(OpenPGPError) -> ArraySlice<UInt8> {
    let prefix = algorithm.blockLength + 2
    guard bytes.count >= prefix + OpenPGPSessionCipher.checkLength else {
      throw OpenPGPError("its contents end too early")
    }
    let text = try decipher(bytes)
    let check = text.suffix(OpenPGPSessionCipher.checkLength)
    guard check.starts(with: OpenPGPSessionCipher.checkHead),
      check.dropFirst(2).elementsEqual(OpenPGPSessionCipher.hash(text.dropLast(20)))
    else { throw OpenPGPError("its contents were changed, or damaged (MDC)") }
    return text.dropFirst(prefix).dropLast(OpenPGPSessionCipher.checkLength)
  }

  private func decipher(_ bytes: ArraySlice<UInt8>) throws(OpenPGPError) -> [UInt8] {
    defer { ERR_clear_error() }
    let context = EVP_CIPHER_CTX_new()
    defer { EVP_CIPHER_CTX_free(context) }
    let start = [UInt8](repeating: 0, count: algorithm.blockLength)
    guard EVP_CipherInit_ex(context, algorithm.handle, nil, key, start, 0) == 1,
      let count = Int32(exactly: bytes.count)
    else {
      throw OpenPGPError("this system's OpenSSL refuses \(algorithm.name)")
    }
    var length: Int32 = 0
    var text = [UInt8](repeating: 0, count: bytes.count)
    let isDone = bytes.withUnsafeBufferPointer {
      EVP_CipherUpdate(context, &text, &length, $0.baseAddress, count) == 1
    }
    guard isDone, Int(length) == bytes.count else {
      throw OpenPGPError("this system's OpenSSL refuses \(algorithm.name)")
    }
    return text
  }

  private static func hash(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    var output = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
    var length: UInt32 = 0
    let isDone = bytes.withUnsafeBufferPointer {
      EVP_Digest($0.baseAddress, $0.count, &output, &length, EVP_sha1(), nil) == 1
    }
    return isDone ? Array(output[..<Int(length)]) : []
  }
}
