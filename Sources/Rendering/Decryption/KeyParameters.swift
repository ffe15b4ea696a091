import CCrypto

/// The numbers and texts of which OpenSSL makes a key. Its builder copies nothing that is added,
/// neither the numbers nor the names.
struct KeyParameters {
  private let builder: OpaquePointer
  private var numbers: [LongNumber] = []
  private var isGood = true

  /// Makes a key of a sort (`RSA`, `EC`) of what `fill` adds; nil if it is not one.
  static func key(
    _ sort: String, _ selection: Int32, _ fill: (inout KeyParameters) -> Void
  ) -> PrivateKey? {
    guard let builder = OSSL_PARAM_BLD_new() else { return nil }
    defer { OSSL_PARAM_BLD_free(builder) }
    var parameters = KeyParameters(builder: builder)
    fill(&parameters)
    let list = withExtendedLifetime(parameters.numbers) { OSSL_PARAM_BLD_to_param(builder) }
    guard parameters.isGood, let list else { return nil }
    defer { OSSL_PARAM_free(list) }
    let context = EVP_PKEY_CTX_new_from_name(nil, sort, nil)
    defer { EVP_PKEY_CTX_free(context) }
    var handle: OpaquePointer?
    guard EVP_PKEY_fromdata_init(context) == 1,
      EVP_PKEY_fromdata(context, &handle, selection, list) == 1, let handle
    else { return nil }
    return PrivateKey(handle: handle)
  }

  private init(builder: OpaquePointer) { self.builder = builder }

  /// Adds a number.
  mutating func add(_ name: StaticString, _ number: LongNumber?) {
    guard let number,
      OSSL_PARAM_BLD_push_BN(builder, KeyParameters.pointer(name), number.handle) == 1
    else {
      isGood = false
      return
    }
    numbers.append(number)
  }

  /// Adds a text.
  mutating func add(_ name: StaticString, _ text: StaticString) {
    let isAdded =
      OSSL_PARAM_BLD_push_utf8_string(
        builder, KeyParameters.pointer(name), KeyParameters.pointer(text), text.utf8CodeUnitCount)
      == 1
    if !isAdded { isGood = false }
  }

  /// Adds octets, which must live until the key is made.
  mutating func add(_ name: StaticString, _ octets: UnsafeBufferPointer<UInt8>) {
    let isAdded =
      OSSL_PARAM_BLD_push_octet_string(
        builder, KeyParameters.pointer(name), octets.baseAddress, octets.count) == 1
    if !isAdded { isGood = false }
  }

  /// A literal stays where it is, with a zero behind it.
  private static func pointer(_ text: StaticString) -> UnsafePointer<CChar> {
    UnsafeRawPointer(text.utf8Start).assumingMemoryBound(to: CChar.self)
  }
}
