/// Keys for tests alone, and what was encrypted for them.
enum OpenPGPSamples {
  /// A key ring of GnuPG, with a key on Curve25519.
  static let ring = """
    -----BEGIN PGP PRIVATE KEY BLOCK-----

    lFgEawHfWRYJKwYBBAHaRw8BAQdAnUwpEHm7xAL4oEbkB5ZWQOBrkwvrQ4ElwmSV
    q9ai4MwAAQCNz2mHle5eB5hAA90LclIUbVvL4TrQGtV/6f5h2/O/4hFztAJjdoiQ
    BBMWCAA4FiEEujegV04XJjD5QOMbOum5w9pPvAkFAmsB31kCGyMFCwkIBwIGFQoJ
    CAsCBBYCAwECHgECF4AACgkQOum5w9pPvAnfXAD9Hfr6FPFpX4XQuRRIXar3oyED
    WzacBs9DJhO749U7iDYA/3FodWXeTRxYj6Qbn9cBJ54XOEdyHh2GZkoov3I104MB
    nF0EawHfWRIKKwYBBAGXVQEFAQEHQJ+KlI1hE+TQvkYgAunUe1BUmKGI72tQ0ZL7
    FVsetOp3AwEIBwAA/2Vu35iiZufO+UyJ+O/Scw/XOgP/q7mN74EUPIQW8gnQEziI
    eAQYFggAIBYhBLo3oFdOFyYw+UDjGzrpucPaT7wJBQJrAd9ZAhsMAAoJEDrpucPa
    T7wJI04A/j4xD2ZP/fHtWZv3uXmggikAMA5m0NC2TgJsVQJzqAf/AQCb21wEm4lx
    oj9hD59oydzx6qTVTLV8yyvPGzdGR5fJBg==
    =A456
    -----END PGP PRIVATE KEY BLOCK-----

    """

  /// `s3cret`, encrypted by GnuPG for that key.
  static let value =
    "hF4DwgYrNwE55tISAQdATcdUpYN18gonaeqQwAEJ0u8RMgb0TKQ6EPGWCmFblGwwK9aWL1dgA1gNxRGV3UQ6/B"
    + "pP/8YBSc1rVQOtcN6veVfSsiL8QpZpK67kFaZZaawT0lIBILlRNFruicRXZz/9xsZRFUGqiLrIE80uhV/zJEMg"
    + "hrEJvCi7ECVAN8Q6XkyO/454g4KswpJleKL4OPCoCH5jytwqRc5BNzDen/igXeL7dq86"

  /// A key ring with a key of RSA.
  static let otherRing = """
    -----BEGIN PGP PRIVATE KEY BLOCK-----

    lQHXBGsB31kBBACeoo0PsKLacdgbNv0oJ9EzIalyrfR+NfxgMaMGT/DA1JsL/rPp
    lYqjxN8qh5P441bFo5r6nBpv3vTiKUDpjJghlYizL4QVBgiGgPCqoyiYuDzXqttV
    FCSfZWIy8XxnZO9QBt+0/ket3thtainTrITwqGlVhS7FId7WYvGmU7DvJQARAQAB
    AAP47yximkt0ARc2VQ7ilXGjzc8pvgDd1ni/ikkDM2K1PuIpQ8HTvQrxS+11l4tY
    b+6EQNlARL214WNY09TAlgqCdrRXk8nohhn2A2LwSrIxAfSxVrZWq4/P8SAEnzEX
    7v+kuulVaO6NyhNeUJ0Jfo80NVFquM/RD/kIeXHOsmpR8QIAyVWlee2Y85jLV87n
    uj5EE/ib39TH63gyBbWDgAtXv0xvG0cgWDbSABxokEteXm5XOQTjdO1xQsNGxwn8
    sLMxLQIAybTxe09fVyP/LqC0GkKI2KQlku0gLtgOskayRdcGNKR+3U9AcdnN4y2G
    Diy2urr0voVQMkrawxvVN9HGtCVA2QIAyRFKqB3mKhzrnD4lc3Gavefi56H3zXKL
    KbjG8q8plYV/sxuGl17rFQUyKoMU10SXrBAEKyBLNSnp39hNKY3H7aEvtARyc2Ex
    iM4EEwEKADgWIQRDdExFCwdIlsxch9kmS01SPY8cgwUCawHfWQIbLwULCQgHAgYV
    CgkICwIEFgIDAQIeAQIXgAAKCRAmS01SPY8cg15VA/0YVHArvwwP8fKreCcaoCFD
    /Br2qlvGJo2NzYZKDYhxo7myVTh63Tn4iZO9gej8VfIR0UfcTPFcUziMZW+ig+i1
    PgVkz/xbuh06HHQfgcQLH/Wt32GCjDkog/+0jedJqvgFZEvfTxlkQ27tBOFxsKAP
    UZkvd6svVJHKd6vs88IMeg==
    =3pDu
    -----END PGP PRIVATE KEY BLOCK-----

    """

  /// `made by Go`, encrypted for that key by Go's own package, as confd's tool `crypt` does it.
  static let otherValue =
    "wYwDJktNUj2PHIMBBABlYCEnro65kzrx8LZMf+SQKRQGiNEZFAN9i1AYNCPE9I1jULdIElwC4YcCWm+j4v7BWu"
    + "VO5/0hzv++PPekhUmMR88H5gVt+GxFM6mGbNqMzql/xiXXAjgfpDNIGLw2zvSc70e5fw7mmKvjI4ODDp//NSt5"
    + "D4Xcyt47qVPbhRx/vtLmAc4OhaidTJGTsZV/+8ANdZwGiR3olBjJMErUqgnQC2m/X6L2Bb1ZkhVgZVBGkr7pal"
    + "2FH/yq6EhMqX/Rg7y53eTbxpSiT7kcHelf/p0tLDAE4qltmp/h9S3g4QA="
}
