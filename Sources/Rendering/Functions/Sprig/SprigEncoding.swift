import TemplateLanguage
import Values

/// sprig's base 64 and 32, and its digests. What cannot be decoded becomes the error's text.
enum SprigEncoding {
  static let all: [TemplateFunction] = [
    .sprig("b64enc", [.string]) { a throws(ValueError) in
      .bytes(Base64Coding.standard.encode(try a.bytes(0)))
    },
    .sprig("b64dec", [.string]) { a throws(ValueError) in
      let text = try a.bytes(0)
      do throws(ValueError) {
        return .bytes(try Base64Coding.standard.decode(text))
      } catch {
        return .string(error.message)
      }
    },
    .sprig("b32enc", [.string]) { a throws(ValueError) in
      .bytes(Base32Coding.encode(try a.bytes(0)))
    },
    .sprig("b32dec", [.string]) { a throws(ValueError) in
      let text = try a.bytes(0)
      do throws(ValueError) {
        return .bytes(try Base32Coding.decode(text))
      } catch {
        return .string(error.message)
      }
    },
    .sprig("sha1sum", [.string]) { a throws(ValueError) in try digest(.sha1, a) },
    .sprig("sha256sum", [.string]) { a throws(ValueError) in try digest(.sha256, a) },
    .sprig("sha512sum", [.string]) { a throws(ValueError) in try digest(.sha512, a) },
    .sprig("adler32sum", [.string]) { a throws(ValueError) in
      var (low, high): (UInt32, UInt32) = (1, 0)
      for byte in try a.bytes(0).storage {
        low = (low + UInt32(byte)) % 65_521
        high = (high + low) % 65_521
      }
      return .string(String(high << 16 | low))
    },
  ]

  private static func digest(_ digest: Digest, _ a: [Value]) throws(ValueError) -> Value {
    .bytes(Hexadecimal.text(try digest.hash(try a.bytes(0))))
  }
}

/// Base32 with padding, as Go's `encoding/base32` reads and writes it.
enum Base32Coding {
  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)

  static func encode(_ bytes: Bytes) -> Bytes {
    var text: [UInt8] = []
    var (pending, bits) = (0, 0)
    for byte in bytes.storage {
      pending = pending << 8 | Int(byte)
      bits += 8
      while bits >= 5 {
        bits -= 5
        text.append(alphabet[pending >> bits & 31])
      }
      pending &= (1 << bits) - 1
    }
    if bits > 0 { text.append(alphabet[pending << (5 - bits) & 31]) }
    while text.count % 8 != 0 { text.append(UInt8(ascii: "=")) }
    return Bytes(text)
  }

  /// The bytes of a text; line breaks are skipped. The error names the byte that is wrong.
  static func decode(_ text: Bytes) throws(ValueError) -> Bytes {
    // Go counts positions without the line breaks.
    let letters = text.storage.filter { $0 != 0x0A && $0 != 0x0D }
    let end = letters.firstIndex(of: UInt8(ascii: "=")) ?? letters.count
    var bytes: [UInt8] = []
    var (pending, bits) = (0, 0)
    for (position, letter) in letters[..<end].enumerated() {
      guard let value = alphabet.firstIndex(of: letter) else { throw corruption(position) }
      pending = pending << 5 | value
      bits += 5
      if bits >= 8 {
        bits -= 8
        bytes.append(UInt8(pending >> bits & 255))
        pending &= (1 << bits) - 1
      }
    }
    let padding = letters[end...]
    if let wrong = padding.firstIndex(where: { $0 != UInt8(ascii: "=") }) {
      throw corruption(wrong - 1)
    }
    if padding.isEmpty, end % 8 != 0 { throw corruption(end - end % 8) }
    guard end % 8 + padding.count == (end % 8 == 0 ? 0 : 8) else { throw corruption(letters.count) }
    guard ![1, 3, 6].contains(end % 8) else { throw corruption(end) }
    return Bytes(bytes)
  }

  private static func corruption(_ position: Int) -> ValueError {
    ValueError("illegal base32 data at input byte \(position)")
  }
}
