import TemplateLanguage
import Values

/// sprig's keys and certificates. They are new at each pass, but for `buildCustomCert`.
enum SprigCertificates {
  private static let shape = RecordShape(
    "sprig.certificate", [.init("Cert", .string), .init("Key", .string)])
  private static let list = GoType.slice(.any)
  private static let issuer = GoType.record(shape)

  static let all: [TemplateFunction] = [
    .volatileSprig("genPrivateKey", [.string]) { a throws(ValueError) in
      let kind = try a.bytes(0).string
      guard let key = try PrivateKey(kind: kind, bits: 4096) else {
        return .string("Unknown type " + kind)
      }
      return .string(try key.text())
    },
    .sprig("buildCustomCert", [.string, .string], build),
    .volatileSprig("genCA", [.string, .int]) { a throws(ValueError) in
      try make(a, key: newKey(), authority: true)
    },
    .volatileSprig("genCAWithKey", [.string, .int, .string]) { a throws(ValueError) in
      try make(a, key: key(try a.bytes(2)), authority: true)
    },
    .volatileSprig("genSelfSignedCert", [.string, list, list, .int]) { a throws(ValueError) in
      try make(a, key: newKey())
    },
    .volatileSprig("genSelfSignedCertWithKey", [.string, list, list, .int, .string]) {
      a throws(ValueError) in try make(a, key: key(try a.bytes(4)))
    },
    .volatileSprig("genSignedCert", [.string, list, list, .int, issuer]) {
      a throws(ValueError) in try make(a, key: newKey(), issuer: a[4])
    },
    .volatileSprig("genSignedCertWithKey", [.string, list, list, .int, issuer, .string]) {
      a throws(ValueError) in try make(a, key: key(try a.bytes(5)), issuer: a[4])
    },
  ]

  private static func newKey() throws(ValueError) -> PrivateKey {
    guard let key = try PrivateKey(kind: "rsa", bits: 2048) else {
      throw ValueError("error generating rsa key")
    }
    return key
  }

  private static func key(_ text: Bytes) throws(ValueError) -> PrivateKey {
    do throws(ValueError) {
      return try PrivateKey(pem: text)
    } catch {
      throw ValueError("parsing private key: \(error.message)")
    }
  }

  private static func record(_ certificate: Bytes, _ key: Bytes) -> Value {
    .record(RecordValue(shape, [.bytes(certificate), .bytes(key)]))
  }

  /// The pair of two base 64 texts, if both can be read.
  private static func build(_ a: [Value]) throws(ValueError) -> Value {
    guard let text = try? Base64Coding.standard.decode(try a.bytes(0)) else {
      throw ValueError("unable to decode base64 certificate")
    }
    guard let keyText = try? Base64Coding.standard.decode(try a.bytes(1)) else {
      throw ValueError("unable to decode base64 private key")
    }
    _ = try Certificate(pem: text)
    do throws(ValueError) {
      _ = try PrivateKey(pem: keyText)
    } catch {
      throw ValueError("error parsing private key: \(error.message)")
    }
    return record(text, keyText)
  }

  private static func make(
    _ a: [Value], key: PrivateKey, issuer: Value? = nil, authority: Bool = false
  ) throws(ValueError) -> Value {
    var request = CertificateRequest(name: try a.bytes(0), isAuthority: authority)
    request.days = try a.int(authority ? 1 : 3)
    if !authority {
      request.addresses = try names(a.list(1)) { "error parsing ip: \($0) is not a string" }
      request.hosts = try names(a.list(2)) {
        "error processing alternate dns name: \($0) is not a string"
      }
    }
    guard case .record(let record)? = issuer else {
      return SprigCertificates.record(
        try Certificate(request, key: key, issuer: nil, issuerKey: key).text(), try keyText(key))
    }
    let parent = try Certificate(pem: record.fields[0].asBytes ?? Bytes())
    let parentKey: PrivateKey
    do throws(ValueError) {
      parentKey = try PrivateKey(pem: record.fields[1].asBytes ?? Bytes())
    } catch {
      throw ValueError("error parsing private key: \(error.message)")
    }
    return SprigCertificates.record(
      try Certificate(request, key: key, issuer: parent, issuerKey: parentKey).text(),
      try keyText(key))
  }

  private static func keyText(_ key: PrivateKey) throws(ValueError) -> Bytes {
    Bytes(try key.text())
  }

  private static func names(
    _ values: [Value], _ refusal: (Bytes) -> String
  ) throws(ValueError) -> [Bytes] {
    var names: [Bytes] = []
    for value in values {
      guard case .bytes(let name) = value else {
        throw ValueError(refusal(GoFormat.sprint([value])))
      }
      names.append(name)
    }
    return names
  }
}
