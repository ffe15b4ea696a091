import Networking
import SystemSupport

/// Finds out whether a HAProxy was started after files were put in their places: then it has read
/// them, and nothing is left to apply.
///
/// Two witnesses have to agree, since the system's clock may have been set meanwhile: the process
/// is younger than the files, and so is its socket. A reload keeps the socket and the master, so
/// that after one the answer is no. Where nothing is known the answer is no, which costs a reload.
struct HAProxyStart {
  /// What the worker says of itself.
  let info: RuntimeInfo
  /// Where it says it.
  let socket: SocketAddress
  /// The file that HAProxy was started with, by which its master is found.
  let configuration: String

  /// Whether all of the files were in place before it read its configuration.
  func isAfter(_ paths: [String]) -> Bool {
    guard case .path(let socket) = socket,
      let socketMade = FileSystem.real.lastChange(socket)
    else { return false }
    var newest: Int64 = 0
    for path in paths {
      guard let changed = FileSystem.real.lastChange(path) else { return false }
      newest = max(newest, changed)
    }
    guard newest < socketMade, let age else { return false }
    return newest < WallClock.nanosecondsSince1970 - age.milliseconds * 1_000_000
  }

  /// At most so old is what read the configuration: the master, whose start the system knows, or a
  /// worker, which counts whole seconds.
  private var age: Duration? {
    if let master = HAProxyProcess.running(configuration), master.hasWorker(info.process),
      let age = ProcessTree.age(of: master.process)
    {
      return age + .milliseconds(10)
    }
    return info.uptime.map { .seconds($0 + 1) }
  }
}

extension HAProxyProcess {
  /// Whether the process is this one, or a child of it.
  func hasWorker(_ worker: Int32) -> Bool {
    worker == process || ProcessTree.children(of: process).contains(worker)
  }
}
