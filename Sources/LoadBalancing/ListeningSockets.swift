import Networking
import SystemSupport

/// The ports at which a process and its children listen, as the system tells.
struct ListeningSockets: Sendable {
  private let ports: Set<UInt16>
  /// Whether the process has the network that we have.
  private let isNear: Bool

  /// Whether all of what the process has open could be seen.
  let isComplete: Bool

  /// Looks now. Of a process that is not ours only the superuser may see more than nothing. With a
  /// master also its workers are meant.
  init(of process: Int32) {
    let links = ["self", "\(process)"].map { try? FileSystem.real.readLink("/proc/\($0)/ns/net") }
    isNear = links[1] == nil || links[0] == links[1]
    var open: Set<String> = []
    var isComplete = true
    for member in ProcessTree.children(of: process).union([process]) {
      let folder = "/proc/\(member)/fd"
      guard let names = try? FileSystem.real.list(folder) else {
        isComplete = false
        continue
      }
      open.formUnion(
        names.compactMap { (try? FileSystem.real.readLink("\(folder)/\($0)")) ?? nil })
    }
    self.isComplete = isComplete
    var ports: Set<UInt16> = []
    for table in ["tcp", "tcp6"] {
      let bytes = (try? FileSystem.real.read("/proc/\(process)/net/\(table)")) ?? []
      for line in bytes.split(separator: 0x0A) {
        guard let socket = ListeningSockets.listener(String(decoding: line, as: UTF8.self)),
          open.contains("socket:[\(socket.inode)]")
        else { continue }
        ports.insert(socket.port)
      }
    }
    self.ports = ports
  }

  /// Whether a failure to bind the address would mean that the process would fail, too.
  func canBeTried(_ address: SocketAddress) -> Bool {
    guard case .ip(_, let port) = address else { return false }
    return isNear && !ports.contains(port)
  }

  /// Reads a line of `/proc/net/tcp`; nil for connections and the heading.
  private static func listener(_ line: String) -> (port: UInt16, inode: Substring)? {
    let fields = line.split(separator: " ")
    guard fields.count > 9, fields[3] == "0A",
      let text = fields[1].split(separator: ":").last, let port = UInt16(text, radix: 16)
    else { return nil }
    return (port, fields[9])
  }
}
