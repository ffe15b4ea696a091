import Foundation

/// Where the real servers are. One that is missing is an error, never a reason to skip a test.
package enum ServerBinaries {
  /// HAProxy of the machine.
  package static func haproxy() throws -> String { try find("haproxy") }
  /// HAProxy of the machine, and the newer ones that are unpacked beside.
  package static let haproxies = ["haproxy", "haproxy3", "haproxy3.2"]
  /// nginx of the machine.
  package static func nginx() throws -> String { try find("nginx") }
  /// Consul.
  package static func consul() throws -> String { try find("consul") }
  /// etcd of the machine.
  package static func etcd() throws -> String { try find("etcd") }

  /// The path of a program: from the folder of unpacked servers, or else from the PATH.
  package static func find(_ name: String) throws -> String {
    let environment = ProcessInfo.processInfo.environment
    let home = environment["HOME"] ?? "/root"
    let unpacked = environment["TRIMTAB_SERVERS"] ?? "\(home)/.cache/trimtab-servers"
    let path = environment["PATH"] ?? ""
    let folders = ["\(unpacked)/bin"] + path.split(separator: ":").map(String.init)
    for folder in folders + ["/usr/local/sbin", "/usr/sbin", "/usr/bin"] {
      let candidate = "\(folder)/\(name)"
      if FileManager.default.isExecutableFile(atPath: candidate) { return candidate }
    }
    throw TestSupportError("cannot find `\(name)`; hint: run Tests/install-servers.sh")
  }
}
