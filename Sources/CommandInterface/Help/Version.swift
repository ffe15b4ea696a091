/// Which program this is.
package enum Version {
  /// The number of the release.
  package static let number = "0.1.0"

  /// What `trimtab version` prints.
  package static var line: String { "trimtab \(number) (\(platform))" }

  private static var platform: String {
    #if arch(x86_64)
      let machine = "x86_64"
    #elseif arch(arm64)
      let machine = "aarch64"
    #else
      let machine = "other"
    #endif
    #if DEBUG
      return "linux \(machine), debug"
    #else
      return "linux \(machine)"
    #endif
  }
}
