extension FunctionManual {
  /// Sprig's functions: secrets and certificates.
  static let sprigSecrets: [FunctionDocumentation] = [
    sprig.entry(
      "sprig_bcrypt", "PASSWORD", "Hashes a password.",
      #"{{sprig_bcrypt "a" | len}}"#, "60", .volatile),
    sprig.entry(
      "sprig_buildCustomCert", "CERTIFICATE KEY", "Makes a certificate of two texts in Base64."),
    sprig.entry(
      "sprig_decryptAES", "PASSWORD TEXT", "Decrypts what `sprig_encryptAES` has encrypted."),
    sprig.entry(
      "sprig_derivePassword", "COUNTER KIND PASSWORD USER SITE",
      "Makes a password for a site from a master password.",
      #"{{sprig_derivePassword 1 "long" "password" "user" "example.com"}}"#, "ZedaFaxcZaso9*"),
    sprig.entry(
      "sprig_encryptAES", "PASSWORD TEXT", "Encrypts a text with AES.",
      #"{{sprig_encryptAES "key" "a" | sprig_decryptAES "key"}}"#, "a", .volatile),
    sprig.entry(
      "sprig_genCA", "NAME DAYS", "Makes a certificate authority.",
      #"{{(sprig_genCA "ca" 365).Cert | sprig_trunc 27}}"#, "-----BEGIN CERTIFICATE-----", .volatile
    ),
    sprig.entry(
      "sprig_genCAWithKey", "NAME DAYS KEY",
      "Makes a certificate authority with a key that is there.",
      #"{{(sprig_genCAWithKey "ca" 365 (sprig_genPrivateKey "ed25519")).Cert | sprig_trunc 27}}"#,
      "-----BEGIN CERTIFICATE-----", .volatile),
    sprig.entry(
      "sprig_genPrivateKey", "KIND", "Makes a private key.",
      #"{{sprig_genPrivateKey "ed25519" | sprig_trunc 27}}"#, "-----BEGIN PRIVATE KEY-----",
      .volatile),
    sprig.entry(
      "sprig_genSelfSignedCert", "NAME ADDRESSES NAMES DAYS",
      "Makes a certificate that signs itself.",
      #"{{(sprig_genSelfSignedCert "a" nil (sprig_list "a") 365).Cert | sprig_trunc 27}}"#,
      "-----BEGIN CERTIFICATE-----", .volatile),
    sprig.entry(
      "sprig_genSelfSignedCertWithKey", "NAME ADDRESSES NAMES DAYS KEY",
      "Makes a certificate that signs itself with a key that is there.",
      #"{{$k := sprig_genPrivateKey "ed25519"}}{{"#
        + #"(sprig_genSelfSignedCertWithKey "a" nil nil 365 $k).Cert | sprig_trunc 27}}"#,
      "-----BEGIN CERTIFICATE-----", .volatile),
    sprig.entry(
      "sprig_genSignedCert", "NAME ADDRESSES NAMES DAYS AUTHORITY",
      "Makes a certificate that an authority signs.",
      #"{{(sprig_genSignedCert "a" nil nil 365 (sprig_genCA "ca" 365)).Cert | sprig_trunc 27}}"#,
      "-----BEGIN CERTIFICATE-----", .volatile),
    sprig.entry(
      "sprig_genSignedCertWithKey", "NAME ADDRESSES NAMES DAYS AUTHORITY KEY",
      "Makes a certificate with a key that is there, which an authority signs.",
      #"{{$k := sprig_genPrivateKey "ed25519"}}{{$ca := sprig_genCA "ca" 9}}{{"#
        + #"(sprig_genSignedCertWithKey "a" nil nil 9 $ca $k).Cert | sprig_trunc 27}}"#,
      "-----BEGIN CERTIFICATE-----", .volatile),
    sprig.entry(
      "sprig_htpasswd", "USER PASSWORD", "Makes a line of a password file.",
      #"{{sprig_htpasswd "user" "a" | sprig_trunc 8}}"#, "user:$2a", .volatile),
  ]
}
