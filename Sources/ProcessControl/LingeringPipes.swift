import Synchronization
import SystemSupport

#if canImport(Glibc)
  import Glibc
#endif

/// Reads on, and forgets, what processes in the background write after their command has ended:
/// closing the pipe would kill them with `SIGPIPE`, and leaving it full would stop them.
final class LingeringPipes: Sendable {
  static let shared = LingeringPipes()

  /// When there are more, the oldest is closed after all.
  private static let limit = 64

  private struct Entry {
    let pipe: Int32
    let token: EventLoop.Token
  }

  private let entries = Mutex<[Entry]>([])

  /// Takes over a pipe's reading end. On the event loop's thread.
  func drain(_ pipe: Int32) {
    do {
      let token = try EventLoop.shared.add(pipe, .readable) { [self] _ in read(pipe) }
      let oldest = entries.withLock { entries in
        entries.append(Entry(pipe: pipe, token: token))
        return entries.count > LingeringPipes.limit ? entries.removeFirst() : nil
      }
      if let oldest { end(oldest) }
    } catch {
      close(pipe)
    }
  }

  private func read(_ pipe: Int32) {
    var chunk = [UInt8](repeating: 0, count: 16 << 10)
    let count = Glibc.read(pipe, &chunk, chunk.count)
    if count > 0 || (count < 0 && (errno == EAGAIN || errno == EINTR)) { return }
    let entry = entries.withLock { entries in
      entries.firstIndex { $0.pipe == pipe }.map { entries.remove(at: $0) }
    }
    if let entry { end(entry) }
  }

  private func end(_ entry: Entry) {
    EventLoop.shared.remove(entry.token)
    close(entry.pipe)
  }
}
