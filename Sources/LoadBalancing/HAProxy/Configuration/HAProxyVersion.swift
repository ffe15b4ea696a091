/// A version of HAProxy, as far as its abilities depend on it.
package struct HAProxyVersion: Comparable, Hashable, Sendable, CustomStringConvertible {
  /// `3` of `3.0.11`.
  package let major: Int
  /// `0` of `3.0.11`.
  package let minor: Int
  /// `11` of `3.0.11`.
  package let patch: Int

  /// A version.
  package init(_ major: Int, _ minor: Int, _ patch: Int = 0) {
    self.major = major
    self.minor = minor
    self.patch = patch
  }

  /// Reads `3.0.11-1+deb13u3`, `3.2-dev5`, `HAProxy version 2.6.12 ...`: the first number with a
  /// dot counts. Nil if there is none.
  package init?(_ text: some StringProtocol) {
    for word in text.split(whereSeparator: { $0 == " " || $0 == "\n" || $0 == "\t" }) {
      let numbers = word.prefix { $0.isNumber || $0 == "." }.split(separator: ".")
      guard numbers.count >= 2, let major = Int(numbers[0]), let minor = Int(numbers[1]) else {
        continue
      }
      self.init(major, minor, numbers.count > 2 ? Int(numbers[2]) ?? 0 : 0)
      return
    }
    return nil
  }

  /// By age.
  package static func < (left: HAProxyVersion, right: HAProxyVersion) -> Bool {
    (left.major, left.minor, left.patch) < (right.major, right.minor, right.patch)
  }

  /// `3.0.11`.
  package var description: String { "\(major).\(minor).\(patch)" }
}
