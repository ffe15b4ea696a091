import CSystem

/// Short messages to programs of this machine that listen at a unix socket.
package enum Datagram {
  /// Sends a message, without waiting; a path that begins with `@` is a name without a file.
  package static func send(_ text: String, to path: String) throws(SystemError) {
    var text = text
    let code = text.withUTF8 { cs_datagram_send(path, $0.baseAddress, $0.count) }
    guard code == 0 else { throw SystemError(errno: -code, what: "send to `\(path)`") }
  }

  /// Fails unless somebody listens at a path.
  package static func reach(_ path: String) throws(SystemError) {
    let code = cs_datagram_reach(path)
    guard code == 0 else { throw SystemError(errno: -code, what: "reach `\(path)`") }
  }
}
