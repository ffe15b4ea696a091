import CSystem
import SystemSupport

#if canImport(Glibc)
  import Glibc
#endif

/// Connects to one of several addresses: the next is tried when one fails or is slow, the first
/// that answers wins (in the spirit of RFC 8305).
///
/// Sendable without proof: used only on the loop's thread.
final class Dial: @unchecked Sendable {
  /// The connected socket, or why there is none: the last address that failed and its errno.
  enum Outcome {
    case connected(Int32)
    case failed(SocketAddress, Int32)
  }

  /// Called once, unless the dial is cancelled, perhaps within `begin`.
  typealias Completion = (Outcome) -> Void

  /// How long an address has before the next one is tried as well.
  private static let patience = Duration.milliseconds(250)
  /// The pause when a listening socket in the file system has a full queue.
  private static let queuePause = Duration.milliseconds(20)

  private let loop = EventLoop.shared
  private var left: ArraySlice<SocketAddress>
  private var attempts: [Attempt] = []
  private var timer: EventLoop.Token?
  private var completion: Completion?

  private struct Attempt {
    let address: SocketAddress
    let descriptor: Int32
    let token: EventLoop.Token
  }

  init(_ addresses: [SocketAddress], _ completion: @escaping Completion) {
    left = addresses[...]
    self.completion = completion
  }

  /// Starts with the first address. There must be one.
  func begin() { tryNext() }

  /// Gives up silently.
  func cancel() {
    completion = nil
    stop()
  }

  private func tryNext() {
    if let timer { loop.cancel(timer) }
    timer = nil
    guard let address = left.popFirst() else { return }
    let descriptor =
      switch address {
      case .path(let path): cs_socket_connect_unix(path)
      case .ip(let host, let port): cs_socket_connect_ip(host, port)
      }
    if descriptor == -EAGAIN, case .path = address {
      left = [address]
      return schedule(Dial.queuePause)
    }
    guard descriptor >= 0 else { return failed(address, -descriptor) }
    cs_socket_prepare(descriptor)
    do throws(SystemError) {
      let token = try loop.add(descriptor, .writable) { [self] _ in happened(descriptor) }
      attempts.append(Attempt(address: address, descriptor: descriptor, token: token))
      if !left.isEmpty { schedule(Dial.patience) }
    } catch {
      close(descriptor)
      failed(address, error.errno)
    }
  }

  private func schedule(_ delay: Duration) {
    timer = loop.schedule(after: delay) { [self] in
      timer = nil
      tryNext()
    }
  }

  private func happened(_ descriptor: Int32) {
    guard let index = attempts.firstIndex(where: { $0.descriptor == descriptor }) else { return }
    let attempt = attempts.remove(at: index)
    loop.remove(attempt.token)
    let code = cs_socket_error(descriptor)
    guard code == 0 else {
      close(descriptor)
      return failed(attempt.address, -code)
    }
    stop()
    end(.connected(descriptor))
  }

  private func failed(_ address: SocketAddress, _ code: Int32) {
    if !left.isEmpty {
      tryNext()
    } else if attempts.isEmpty {
      end(.failed(address, code))
    }
  }

  private func stop() {
    if let timer { loop.cancel(timer) }
    timer = nil
    for attempt in attempts {
      loop.remove(attempt.token)
      close(attempt.descriptor)
    }
    attempts = []
    left = []
  }

  private func end(_ outcome: Outcome) {
    let completion = completion
    self.completion = nil
    completion?(outcome)
  }
}
