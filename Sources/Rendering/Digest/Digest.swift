import CCrypto
package import Values

/// The hash functions of OpenSSL.
package enum Digest: String, Sendable, CaseIterable {
  case md5, sha1, sha256, sha512

  /// The hash of bytes. Throws where the system's OpenSSL refuses the algorithm (FIPS and MD5).
  package func hash(_ bytes: Bytes) throws(ValueError) -> [UInt8] {
    var output = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
    var length: UInt32 = 0
    let isDone = bytes.storage.withUnsafeBytes {
      EVP_Digest($0.baseAddress, $0.count, &output, &length, algorithm, nil) == 1
    }
    guard isDone else { throw refusal }
    return Array(output[..<Int(length)])
  }

  /// The keyed hash (HMAC) of bytes.
  package func authentication(of bytes: Bytes, key: Bytes) throws(ValueError) -> [UInt8] {
    var output = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
    var length: UInt32 = 0
    // An empty array may have no address, but OpenSSL takes a null key for "the former key".
    let keyBytes = key.isEmpty ? [0] : key.storage
    guard let keyCount = Int32(exactly: key.count) else { throw refusal }
    let isDone = bytes.storage.withUnsafeBufferPointer {
      HMAC(algorithm, keyBytes, keyCount, $0.baseAddress, $0.count, &output, &length) != nil
    }
    guard isDone else { throw refusal }
    return Array(output[..<Int(length)])
  }

  private var algorithm: OpaquePointer? {
    switch self {
    case .md5: EVP_md5()
    case .sha1: EVP_sha1()
    case .sha256: EVP_sha256()
    case .sha512: EVP_sha512()
    }
  }

  private var refusal: ValueError {
    if let reason = trimtab_crypto_load() {
      return ValueError("\(rawValue): cannot load OpenSSL: \(String(cString: reason))")
    }
    return ValueError("\(rawValue): refused by this system's OpenSSL")
  }
}
