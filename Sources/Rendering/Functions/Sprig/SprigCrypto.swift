import CCrypto
import TemplateLanguage
import Values

/// sprig's passwords and ciphers. All but `decryptAES` and `derivePassword` differ each time.
enum SprigCrypto {
  static let all: [TemplateFunction] = [
    .volatileSprig("bcrypt", [.string]) { a throws(ValueError) in
      .bytes(try hash(try a.bytes(0)))
    },
    .volatileSprig("htpasswd", [.string, .string]) { a throws(ValueError) in
      let name = try a.bytes(0)
      if name.storage.contains(UInt8(ascii: ":")) {
        return .bytes(Bytes("invalid username: ") + name)
      }
      return .bytes(name + Bytes(":") + (try hash(try a.bytes(1))))
    },
    .sprig(
      "derivePassword", [.unsigned(.uint32), .string, .string, .string, .string],
      DerivedPassword.make),
    .volatileSprig("encryptAES", [.string, .string], encrypt),
    .sprig("decryptAES", [.string, .string], decrypt),
  ]

  /// Fresh bytes that nobody can guess.
  static func random(_ count: Int) throws(ValueError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    guard RAND_bytes(&bytes, Int32(count)) == 1 else {
      throw ValueError("the system has no random bytes")
    }
    return bytes
  }

  private static func hash(_ password: Bytes) throws(ValueError) -> Bytes {
    guard password.count <= Bcrypt.longestPassword else {
      return "failed to encrypt string with bcrypt: bcrypt: password length exceeds 72 bytes"
    }
    return Bcrypt.hash(password, salt: try random(16), cost: 10)
  }

  // MARK: AES

  /// The password's first 32 bytes, filled up with zeros.
  private static func key(_ password: Bytes) -> [UInt8] {
    Array((password.storage + [UInt8](repeating: 0, count: 32)).prefix(32))
  }

  private static func encrypt(_ a: [Value]) throws(ValueError) -> Value {
    let text = try a.bytes(1)
    if text.isEmpty { return .string("") }
    let start = try random(16)
    let padding = 16 - text.count % 16
    let content = text.storage + [UInt8](repeating: UInt8(padding), count: padding)
    let cipher = try run(content, key: key(try a.bytes(0)), start: start, encrypts: 1)
    return .bytes(Base64Coding.standard.encode(Bytes(start + cipher)))
  }

  private static func decrypt(_ a: [Value]) throws(ValueError) -> Value {
    let text = try a.bytes(1)
    if text.isEmpty { return .string("") }
    let bytes = try Base64Coding.standard.decode(text).storage
    guard bytes.count >= 32, bytes.count % 16 == 0 else {
      throw ValueError("crypto/cipher: input not full blocks")
    }
    let start = Array(bytes[..<16])
    let content = try run(
      Array(bytes[16...]), key: key(try a.bytes(0)), start: start, encrypts: 0)
    let padding = Int(content.last ?? 0)
    guard padding <= content.count else {
      throw ValueError("runtime error: slice bounds out of range [:\(content.count - padding)]")
    }
    return .bytes(Bytes(Array(content[..<(content.count - padding)])))
  }

  /// AES-256-CBC over whole blocks.
  private static func run(
    _ content: [UInt8], key: [UInt8], start: [UInt8], encrypts: Int32
  ) throws(ValueError) -> [UInt8] {
    let context = EVP_CIPHER_CTX_new()
    defer { EVP_CIPHER_CTX_free(context) }
    var output = [UInt8](repeating: 0, count: content.count + 16)
    var length: Int32 = 0
    let isDone =
      EVP_CipherInit_ex(context, EVP_aes_256_cbc(), nil, key, start, encrypts) == 1
      && EVP_CIPHER_CTX_set_padding(context, 0) == 1
      && EVP_CipherUpdate(context, &output, &length, content, Int32(content.count)) == 1
    guard isDone, Int(length) == content.count else {
      throw ValueError("AES: refused by this system's OpenSSL")
    }
    return Array(output[..<Int(length)])
  }
}
