import CCrypto
import Values

/// sprig's `derivePassword`: the passwords of the Master Password algorithm.
enum DerivedPassword {
  private static let seed: Bytes = "com.lyndir.masterpassword"

  /// Forms of passwords; a letter stands for a class of characters.
  private static let forms: [String: [String]] = [
    "maximum": ["anoxxxxxxxxxxxxxxxxx", "axxxxxxxxxxxxxxxxxno"],
    "long": [
      "CvcvnoCvcvCvcv", "CvcvCvcvnoCvcv", "CvcvCvcvCvcvno", "CvccnoCvcvCvcv", "CvccCvcvnoCvcv",
      "CvccCvcvCvcvno", "CvcvnoCvccCvcv", "CvcvCvccnoCvcv", "CvcvCvccCvcvno", "CvcvnoCvcvCvcc",
      "CvcvCvcvnoCvcc", "CvcvCvcvCvccno", "CvccnoCvccCvcv", "CvccCvccnoCvcv", "CvccCvccCvcvno",
      "CvcvnoCvccCvcc", "CvcvCvccnoCvcc", "CvcvCvccCvccno", "CvccnoCvcvCvcc", "CvccCvcvnoCvcc",
      "CvccCvcvCvccno",
    ],
    "medium": ["CvcnoCvc", "CvcCvcno"], "short": ["Cvcn"],
    "basic": ["aaanaaan", "aannaaan", "aaannaaa"], "pin": ["nnnn"],
  ]

  private static let vowels = "AEIOU"
  private static let consonants = "BCDFGHJKLMNPQRSTVWXYZ"
  private static let letters =
    vowels + vowels.lowercased() + consonants + consonants.lowercased()

  private static let classes: [Character: String] = [
    "V": vowels, "C": consonants, "v": vowels.lowercased(), "c": consonants.lowercased(),
    "A": vowels + consonants, "a": letters, "n": "0123456789", "o": "@&%?,=[]_:-+*$#!'^~;()/.",
    "x": letters + "0123456789!@#$%^&*()",
  ]

  /// `derivePassword COUNTER FORM PASSWORD USER SITE`
  static func make(_ a: [Value]) throws(ValueError) -> Value {
    guard case .uint(let counter, _) = a[0] else { throw ValueError("expected uint32") }
    let (form, password, user, site) = (
      try a.bytes(1), try a.bytes(2), try a.bytes(3), try a.bytes(4)
    )
    guard let forms = forms[form.string] else {
      return .bytes(Bytes("cannot find password template ") + form)
    }
    let key = try stretched(password, salt: seed + counted(user))
    let message = seed + counted(site) + Bytes(bigEndian(UInt32(truncatingIfNeeded: counter)))
    let digest = try Digest.sha256.authentication(of: message, key: Bytes(key))
    var text = Bytes()
    for (index, name) in forms[Int(digest[0]) % forms.count].enumerated() {
      let characters = Array((classes[name] ?? "?").utf8)
      text.append(characters[Int(digest[index + 1]) % characters.count])
    }
    return .bytes(text)
  }

  private static func counted(_ text: Bytes) -> Bytes {
    Bytes(bigEndian(UInt32(truncatingIfNeeded: text.count))) + text
  }

  private static func bigEndian(_ number: UInt32) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(number >> $0 & 255) }
  }

  /// scrypt with N = 32768, r = 8, p = 2.
  private static func stretched(_ password: Bytes, salt: Bytes) throws(ValueError) -> [UInt8] {
    var key = [UInt8](repeating: 0, count: 64)
    let isDone = password.storage.withUnsafeBytes { bytes in
      EVP_PBE_scrypt(
        bytes.bindMemory(to: CChar.self).baseAddress, bytes.count, salt.storage, salt.count,
        32_768, 8, 2, 256 << 20, &key, key.count)
    }
    guard isDone == 1 else { throw ValueError("scrypt: refused by this system's OpenSSL") }
    return key
  }
}
