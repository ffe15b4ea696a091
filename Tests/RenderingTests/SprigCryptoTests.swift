import RegistryCore
import TemplateLanguage
import Values
import XCTest

@testable import Rendering

/// sprig's passwords, keys and certificates.
final class SprigCryptoTests: XCTestCase {
  private let rows = TemplateRows()

  func testWrongInputIsRefused() {
    rows.refuse(
      "{{sprig_genCAWithKey \"ca\" 1 \"x\"}}", "parsing private key: no PEM data in input")
    rows.refuse("{{sprig_buildCustomCert \"*\" \"\"}}", "unable to decode base64 certificate")
    rows.refuse(
      "{{sprig_genSelfSignedCert \"a\" (sprig_list \"x y\") nil 1}}", "error parsing ip: x y")
    rows.refuse(
      "{{sprig_genSelfSignedCert \"a\" (sprig_list 1) nil 1}}",
      "error parsing ip: 1 is not a string")
    rows.refuse("{{sprig_decryptAES \"k\" \"YQ==\"}}", "crypto/cipher: input not full blocks")
    rows.check("{{sprig_genPrivateKey \"x\"}}", "Unknown type x")
    rows.check("{{sprig_htpasswd \"a:b\" \"p\"}}", "invalid username: a:b")
    rows.check(
      "{{sprig_derivePassword 1 \"x\" \"p\" \"u\" \"s\"}}", "cannot find password template x")
  }

  func testPasswordHashes() {
    let group: [UInt8] = [0x10, 0x41, 0x04]
    let salt = group + group + group + group + group + [0x10]
    XCTAssertEqual(
      Bcrypt.hash("U*U", salt: salt, cost: 5),
      "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW")
  }

  func testDerivedPasswords() {
    for (form, password) in [
      ("long", "ZedaFaxcZaso9*"), ("maximum", "pf4zS1LjCg&LjhsZ7T2~"), ("medium", "ZedJuz8$"),
      ("basic", "pIS54PLs"), ("short", "Zed5"), ("pin", "6685"),
    ] {
      rows.check(
        "{{sprig_derivePassword 1 \"\(form)\" \"password\" \"user\" \"example.com\"}}", password)
    }
  }

  func testCiphers() {
    rows.check(
      "{{sprig_decryptAES \"secretkey\" \"30tEfhuJSVRhpG97XCuWgz2okj7L8vQ1s6V9zVUPeDQ=\"}}",
      "plaintext")
    rows.check("{{sprig_encryptAES \"k\" \"text\" | sprig_decryptAES \"k\"}}", "text")
  }

  func testKeysAndCertificates() throws {
    rows.check(
      "{{sprig_genPrivateKey \"ecdsa\" | sprig_trunc 30}}", "-----BEGIN EC PRIVATE KEY-----")
    rows.check(
      "{{sprig_genPrivateKey \"ed25519\" | sprig_trunc 27}}", "-----BEGIN PRIVATE KEY-----")
    rows.check(
      "{{$k := sprig_genPrivateKey \"ecdsa\"}}{{$ca := sprig_genCAWithKey \"ca\" 365 $k}}"
        + "{{$c := sprig_genSignedCertWithKey \"a.b\" (sprig_list \"10.0.0.1\") "
        + "(sprig_list \"a.b\") 30 $ca $k}}{{sprig_trunc 27 $c.Cert}}{{eq $c.Key $k}}"
        + "{{$b := sprig_buildCustomCert (sprig_b64enc $c.Cert) (sprig_b64enc $c.Key)}}"
        + "{{eq $b.Cert $c.Cert}}", "-----BEGIN CERTIFICATE-----truetrue")
    guard case .complete(_, let inputs) = try rows.outcome("{{sprig_genPrivateKey \"ecdsa\"}}")
    else {
      return XCTFail("incomplete")
    }
    XCTAssertEqual(inputs.volatileFunctions, ["sprig_genPrivateKey"])
  }
}
