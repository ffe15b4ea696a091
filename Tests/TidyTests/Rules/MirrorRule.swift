/// Scripts take the mirror of packages from the machine; they name no host of their own.
enum MirrorRule {
  private static let own: Set<Substring> = ["127.0.0.1", "localhost"]
  private static let hosts = ["debian" + ".org", "ubuntu" + ".com", "releases.hashi" + "corp"]

  static func violations(in file: TextFile) -> [Violation] {
    guard !file.path.hasSuffix(".swift"), !file.path.hasPrefix("Sources/") else { return [] }
    return file.lines.enumerated().compactMap { index, line in
      for host in hosts where line.contains(host) {
        return file.violation(index, "a script names no mirror, found `\(host)`")
      }
      guard let range = line.firstRange(of: "://") else { return nil }
      let host = line[range.upperBound...].prefix { $0.isLetter || $0.isNumber || $0 == "." }
      guard !host.isEmpty, !own.contains(host) else { return nil }
      return file.violation(index, "a script names no host, found `\(host)`")
    }
  }
}
