import Values

/// Conditions on versions: `>=1.2, <3 || ^5.1`.
///
///     constraint = all ("||" all)*
///     all        = one ((","  | blank) one)*  |  version "-" version
///     one        = operator? version, in which `x`, `X`, `*` or nothing stands for any number
struct VersionConstraint {
  private let alternatives: [[Condition]]

  private struct Condition {
    let comparison: String
    let version: SemanticVersion
    /// How many numbers are written out.
    let known: Int

    /// Without numbers from here on.
    var isDirty: Bool { known < 3 }
    var isMinorDirty: Bool { known == 1 }
    var isPatchDirty: Bool { known == 2 }
  }

  init(_ text: Bytes) throws(ValueError) {
    var alternatives: [[Condition]] = []
    for part in try VersionConstraint.ranges(text).split(by: "||") {
      alternatives.append(try VersionConstraint.conditions(part))
    }
    self.alternatives = alternatives
  }

  func accepts(_ version: SemanticVersion) -> Bool {
    alternatives.contains { $0.allSatisfy { VersionConstraint.holds($0, version) } }
  }

  private static let version =
    #"v?([0-9|x|X|\*]+)(\.[0-9|x|X|\*]+)?(\.[0-9|x|X|\*]+)?"#
    + #"(-([0-9A-Za-z\-]+(\.[0-9A-Za-z\-]+)*))?(\+([0-9A-Za-z\-]+(\.[0-9A-Za-z\-]+)*))?"#

  /// `1 - 2` as `>= 1, <= 2`.
  private static func ranges(_ text: Bytes) throws(ValueError) -> Bytes {
    let regex = try RegexCache.shared.regex(Bytes(#"\s*(\#(version))\s+-\s+(\#(version))\s*"#))
    return try regex.replaceAll(in: text, with: ">= $1, <= $11 ")
  }

  private static func conditions(_ text: Bytes) throws(ValueError) -> [Condition] {
    let one = #"\s*(\#(comparisons))\s*(\#(version))\s*"#
    let whole = try RegexCache.shared.regex(Bytes(#"^(\#(one))((?:\s+|,\s*)(\#(one)))*$"#))
    guard try whole.matches(text) else { throw ValueError("improper constraint: \(text)") }
    let each = try RegexCache.shared.regex(Bytes(#"(\#(comparisons))\s*(\#(version))"#))
    var conditions: [Condition] = []
    for place in try each.places(in: text) {
      func group(_ number: Int) -> Bytes { place[number].map { text[$0] } ?? Bytes() }
      conditions.append(
        try condition(
          group(1).string, [group(3), group(4), group(5)], suffix: group(6)))
    }
    return conditions
  }

  /// Longer ones first: the engine takes the first that fits.
  private static let comparisons = #"!=|>=|=>|<=|=<|~>|=|>|<|~|\^|"#

  private static func condition(
    _ comparison: String, _ parts: [Bytes], suffix: Bytes
  ) throws(ValueError) -> Condition {
    let numbers = parts.map { $0.hasPrefix(".") ? $0[1..<$0.count] : $0 }
    let known = numbers.firstIndex { ["", "x", "X", "*"].contains($0.string) } ?? 3
    let texts = (0..<3).map { $0 < known ? numbers[$0].string : "0" }
    do throws(ValueError) {
      let version = try SemanticVersion(Bytes(texts.joined(separator: ".")) + suffix)
      return Condition(comparison: comparison, version: version, known: known)
    } catch {
      throw ValueError("constraint Parser Error")
    }
  }

  private static func holds(_ condition: Condition, _ version: SemanticVersion) -> Bool {
    let wanted = condition.version
    // A version before its release is only for those who ask for such.
    if !version.prerelease.isEmpty, wanted.prerelease.isEmpty { return false }
    let order = version.compare(wanted)
    switch condition.comparison {
    case "", "=": return condition.isDirty ? isNear(condition, version) : order == 0
    case "!=": return differs(condition, version)
    case ">": return isAfter(condition, version)
    case "<": return order < 0
    case ">=", "=>": return order >= 0
    case "<=", "=<": return isNotAfter(condition, version)
    case "~", "~>": return isNear(condition, version)
    default: return isCompatible(condition, version)
    }
  }

  private static func differs(_ condition: Condition, _ version: SemanticVersion) -> Bool {
    let wanted = condition.version
    guard condition.isDirty else { return version.compare(wanted) != 0 }
    if version.major != wanted.major { return true }
    if condition.isMinorDirty { return false }
    if version.minor != wanted.minor { return true }
    if condition.isPatchDirty {
      return !version.prerelease.isEmpty && version.prerelease != wanted.prerelease
    }
    return version.patch != wanted.patch
  }

  private static func isAfter(_ condition: Condition, _ version: SemanticVersion) -> Bool {
    let wanted = condition.version
    guard condition.isDirty, version.major == wanted.major else {
      return version.compare(wanted) > 0
    }
    if condition.isMinorDirty { return false }
    if condition.isPatchDirty { return version.minor > wanted.minor }
    return version.compare(wanted) > 0
  }

  private static func isNotAfter(_ condition: Condition, _ version: SemanticVersion) -> Bool {
    let wanted = condition.version
    guard condition.isDirty else { return version.compare(wanted) <= 0 }
    if version.major != wanted.major { return version.major < wanted.major }
    return version.minor <= wanted.minor || condition.isMinorDirty
  }

  /// `~1.2.3` is `>=1.2.3, <1.3`, `~1` is `>=1, <2`.
  private static func isNear(_ condition: Condition, _ version: SemanticVersion) -> Bool {
    let wanted = condition.version
    guard version.compare(wanted) >= 0 else { return false }
    if wanted.numbers == [0, 0, 0], !condition.isMinorDirty, !condition.isPatchDirty {
      return true
    }
    return version.major == wanted.major
      && (version.minor == wanted.minor || condition.isMinorDirty)
  }

  /// `^1.2.3` is `>=1.2.3, <2`, `^0.2.3` is `>=0.2.3, <0.3`.
  private static func isCompatible(_ condition: Condition, _ version: SemanticVersion) -> Bool {
    let wanted = condition.version
    guard version.compare(wanted) >= 0 else { return false }
    if wanted.major > 0 || condition.isMinorDirty || condition.known == 0 {
      return condition.known == 0 || version.major == wanted.major
    }
    if version.major > 0 { return false }
    if wanted.minor > 0 || condition.isPatchDirty { return version.minor == wanted.minor }
    return version.minor == 0 && version.patch == wanted.patch
  }
}
