/// What `show info` says of a process.
package struct RuntimeInfo: Sendable, Equatable {
  /// Its version.
  package let version: HAProxyVersion
  /// The worker's process id.
  package let process: Int32
  /// For how many seconds it has been running, rounded down; nil where it does not say.
  package let uptime: Int?

  /// Reads lines of `Name: value`. Nil if the two are not there.
  init?(_ answer: [UInt8]) {
    var version: HAProxyVersion?
    var process: Int32?
    var uptime: Int?
    for line in String(decoding: answer, as: UTF8.self).split(separator: "\n") {
      let value = line.drop { $0 != ":" }.dropFirst(2)
      if line.hasPrefix("Version: ") { version = HAProxyVersion(value) }
      if line.hasPrefix("Pid: ") { process = Int32(value) }
      if line.hasPrefix("Uptime_sec: ") { uptime = Int(value) }
    }
    guard let version, let process else { return nil }
    self.version = version
    self.process = process
    self.uptime = uptime
  }
}
