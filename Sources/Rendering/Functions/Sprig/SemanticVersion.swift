import Values

/// A semantic version. `1.2` and `v1` are complete ones too.
struct SemanticVersion: Sendable {
  let numbers: [UInt64]
  let prerelease: Bytes
  let metadata: Bytes
  let original: Bytes

  /// Reads a version; throws in the words of the Go library.
  init(_ text: Bytes) throws(ValueError) {
    original = text
    var rest = text.storage[...]
    if rest.first == UInt8(ascii: "v") { rest = rest.dropFirst() }
    var core = rest.prefix { $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: "+") }
    rest = rest[core.endIndex...]
    var numbers: [UInt64] = []
    while numbers.count < 3 {
      let digits = core.prefix { 0x30...0x39 ~= $0 }
      guard !digits.isEmpty else { throw SemanticVersion.invalid }
      guard let number = UInt64(String(decoding: digits, as: UTF8.self)) else {
        let text = Bytes(Array(digits))
        throw ValueError(
          "Error parsing version segment: strconv.ParseUint: parsing \"\(text)\": "
            + "value out of range")
      }
      numbers.append(number)
      core = core[digits.endIndex...]
      guard core.first == UInt8(ascii: "."), numbers.count < 3 else { break }
      core = core.dropFirst()
    }
    guard core.isEmpty else { throw SemanticVersion.invalid }
    while numbers.count < 3 { numbers.append(0) }
    self.numbers = numbers
    var before = Bytes()
    if rest.first == UInt8(ascii: "-") {
      let part = rest.dropFirst().prefix { $0 != UInt8(ascii: "+") }
      before = try SemanticVersion.identifiers(part)
      for identifier in before.split(by: ".")
      where identifier.count > 1 && identifier[0] == 0x30 && identifier.isNumber {
        throw ValueError("Version segment starts with 0")
      }
      rest = rest[part.endIndex...]
    }
    prerelease = before
    metadata = rest.isEmpty ? Bytes() : try SemanticVersion.identifiers(rest.dropFirst())
  }

  init(_ numbers: [UInt64]) {
    self.numbers = numbers
    prerelease = Bytes()
    metadata = Bytes()
    original = Bytes(numbers.map(String.init).joined(separator: "."))
  }

  var major: UInt64 { numbers[0] }
  var minor: UInt64 { numbers[1] }
  var patch: UInt64 { numbers[2] }

  var text: Bytes {
    var text = Bytes(numbers.map(String.init).joined(separator: "."))
    if !prerelease.isEmpty { text.append("-\(prerelease)") }
    if !metadata.isEmpty { text.append("+\(metadata)") }
    return text
  }

  /// -1, 0 or 1; metadata does not count.
  func compare(_ other: SemanticVersion) -> Int {
    for (a, b) in zip(numbers, other.numbers) where a != b { return a < b ? -1 : 1 }
    if prerelease == other.prerelease { return 0 }
    if prerelease.isEmpty { return 1 }
    if other.prerelease.isEmpty { return -1 }
    let (a, b) = (prerelease.split(by: "."), other.prerelease.split(by: "."))
    for (x, y) in zip(a, b) where x != y { return SemanticVersion.isBefore(x, y) ? -1 : 1 }
    return a.count == b.count ? 0 : a.count < b.count ? -1 : 1
  }

  /// Numbers by value, before words.
  private static func isBefore(_ a: Bytes, _ b: Bytes) -> Bool {
    switch (a.isNumber, b.isNumber) {
    case (true, true): a.count == b.count ? a < b : a.count < b.count
    case (true, false): true
    case (false, true): false
    case (false, false): a < b
    }
  }

  private static let invalid = ValueError("Invalid Semantic Version")

  private static func identifiers(_ part: ArraySlice<UInt8>) throws(ValueError) -> Bytes {
    let identifiers = part.split(
      separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    let isValid = identifiers.allSatisfy { identifier in
      !identifier.isEmpty
        && identifier.allSatisfy { byte in
          0x30...0x39 ~= byte || 0x41...0x5A ~= byte || 0x61...0x7A ~= byte
            || byte == UInt8(ascii: "-")
        }
    }
    guard isValid else { throw invalid }
    return Bytes(Array(part))
  }
}

extension Bytes {
  /// Whether all are digits.
  fileprivate var isNumber: Bool { storage.allSatisfy { 0x30...0x39 ~= $0 } }
}
