import Foundation

/// A network of its own for one program, joined to the tests' by a cable that can be cut: packets are
/// lost then and nobody is told. Needs the rights of root.
package final class NetworkNamespace: Sendable {
  /// What a program has to be started through to be in it.
  package let wrapper: [String]
  /// Where the tests are, seen from inside.
  package let host: String
  private let name: String
  private let cable: String

  /// Makes the network. It is removed with the last reference.
  package init() throws {
    let number = Int(getpid()) % 16_000
    name = "trimtab-\(number)"
    cable = "tt\(number)"
    // Four addresses for each: the network's, the host's, the program's and broadcast.
    let base = number * 4
    let prefix = "10.\(200 + base / 65_536).\(base / 256 % 256)"
    host = "\(prefix).\(base % 256 + 1)"
    let ip = "/usr/sbin/ip"
    wrapper = [ip, "netns", "exec", name]
    try Self.run(ip, "netns", "add", name)
    try Self.run(ip, "link", "add", cable, "type", "veth", "peer", "name", "eth0", "netns", name)
    try Self.run(ip, "address", "add", "\(host)/30", "dev", cable)
    try Self.run(ip, "link", "set", cable, "up")
    let inside = "\(prefix).\(base % 256 + 2)/30"
    try Self.run(ip, "-n", name, "address", "add", inside, "dev", "eth0")
    try Self.run(ip, "-n", name, "link", "set", "eth0", "up")
  }

  deinit {
    try? Self.run("/usr/sbin/ip", "link", "delete", cable)
    try? Self.run("/usr/sbin/ip", "netns", "delete", name)
  }

  /// Loses every packet from now on.
  package func cut() throws { try Self.run("/usr/sbin/ip", "link", "set", cable, "down") }

  /// Lets packets through again.
  package func heal() throws { try Self.run("/usr/sbin/ip", "link", "set", cable, "up") }

  private static func run(_ program: String, _ arguments: String...) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw TestSupportError(
        "`\(program) \(arguments.joined(separator: " "))` failed; these tests need root")
    }
  }
}
