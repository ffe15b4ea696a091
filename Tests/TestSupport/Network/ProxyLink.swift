import Foundation
import Synchronization

/// One connection of a `FaultyProxy`: both sockets, closed when both directions are done.
final class ProxyLink: Sendable {
  private let client: Int32
  private let server: Int32
  private let state = Mutex((halves: 2, isEnded: false, isForgotten: false))

  init(client: Int32, server: Int32) {
    (self.client, self.server) = (client, server)
  }

  var isEnded: Bool { state.withLock { $0.isEnded } }
  var isForgotten: Bool { state.withLock { $0.isForgotten } }

  /// Has whatever comes be lost from now on.
  func forget() { state.withLock { $0.isForgotten = true } }

  /// What comes next; nil at the end.
  func receive(fromServer: Bool) -> [UInt8]? {
    var buffer = [UInt8](repeating: 0, count: 16_384)
    let count = recv(fromServer ? server : client, &buffer, buffer.count, 0)
    return count > 0 ? Array(buffer[..<count]) : nil
  }

  /// Returns false once the receiver is gone.
  @discardableResult
  func send(_ bytes: [UInt8], toServer: Bool) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes {
        Foundation.send(toServer ? server : client, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }

  /// Wakes both directions with the end of their streams.
  func end(isReset: Bool) {
    state.withLock { state in
      guard state.halves > 0 else { return }
      if isReset, !state.isEnded {
        var option = linger(l_onoff: 1, l_linger: 0)
        setsockopt(client, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
        // A reset is sent by closing: what the client gets first must be no orderly end.
        shutdown(client, Int32(SHUT_RD))
      } else if !state.isEnded {
        shutdown(client, Int32(SHUT_RDWR))
      }
      state.isEnded = true
      if server >= 0 { shutdown(server, Int32(SHUT_RDWR)) }
    }
  }

  /// Notes that one direction is done; returns whether it was the last.
  @discardableResult
  func finishHalf() -> Bool {
    state.withLock { state in
      state.halves -= 1
      guard state.halves == 0 else { return false }
      close(client)
      if server >= 0 { close(server) }
      return true
    }
  }
}
