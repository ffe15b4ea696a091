import Glibc
import Synchronization

/// A name server on 127.0.0.1, over UDP and TCP, that answers as a test says, byte by byte.
package final class ScriptedNameServer: Sendable {
  /// A question as it came.
  package struct Question: Sendable {
    /// The whole message.
    package let message: [UInt8]
    /// Whether it came over TCP.
    package let isStream: Bool
    /// The number of questions before it.
    package let number: Int
  }

  /// One SRV record of an answer.
  package struct Record: Sendable {
    let priority: UInt16
    let weight: UInt16
    let port: UInt16
    let target: String

    /// A server of a service.
    package init(_ target: String, _ port: UInt16, priority: UInt16 = 1, weight: UInt16 = 1) {
      (self.target, self.port) = (target, port)
      (self.priority, self.weight) = (priority, weight)
    }
  }

  /// The port on 127.0.0.1.
  package let port: UInt16
  private let sockets: (datagrams: Int32, listener: Int32)
  private let count = Mutex(0)
  private let isStopped = Mutex(false)

  /// Answers each question with what `script` makes of it; nil is silence. Without a port a free
  /// one is taken.
  package init(
    port wanted: UInt16? = nil, _ script: @escaping @Sendable (Question) -> [UInt8]?
  ) throws {
    port = try wanted ?? FreePort.next()
    sockets = (
      socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0),
      socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    )
    let (datagrams, listener) = sockets
    let codes = FreePort.withLoopback(port) {
      (bind(datagrams, $0, $1), bind(listener, $0, $1))
    }
    guard codes == (0, 0), listen(listener, 8) == 0 else {
      throw TestSupportError("cannot listen on port \(port)")
    }
    Thread.detach { [self] in serve(script) }
  }

  /// Stops answering.
  package func stop() {
    isStopped.withLock { $0 = true }
  }

  /// How many questions came.
  package var questionCount: Int { count.withLock { $0 } }

  private func serve(_ script: (Question) -> [UInt8]?) {
    let (datagrams, listener) = sockets
    var ready = [datagrams, listener].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    while !isStopped.withLock({ $0 }) {
      guard poll(&ready, 2, 20) > 0 else { continue }
      if ready[0].revents != 0 { answerDatagram(script) }
      if ready[1].revents != 0 { answerStream(script) }
    }
    close(datagrams)
    close(listener)
  }

  private func question(_ message: ArraySlice<UInt8>, isStream: Bool) -> Question {
    count.withLock { count in
      defer { count += 1 }
      return Question(message: Array(message), isStream: isStream, number: count)
    }
  }

  private func answerDatagram(_ script: (Question) -> [UInt8]?) {
    var buffer = [UInt8](repeating: 0, count: 4096)
    var sender = sockaddr_storage()
    var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
    withUnsafeMutablePointer(to: &sender) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { sender in
        let length = recvfrom(sockets.datagrams, &buffer, buffer.count, 0, sender, &size)
        guard length > 0 else { return }
        guard let answer = script(question(buffer[..<length], isStream: false)) else { return }
        _ = sendto(sockets.datagrams, answer, answer.count, 0, sender, size)
      }
    }
  }

  private func answerStream(_ script: (Question) -> [UInt8]?) {
    let connection = accept(sockets.listener, nil, nil)
    guard connection >= 0 else { return }
    defer { close(connection) }
    var buffer = [UInt8](repeating: 0, count: 4096)
    let length = recv(connection, &buffer, buffer.count, 0)
    guard length > 2, let answer = script(question(buffer[2..<length], isStream: true)) else {
      return
    }
    let framed = [UInt8(answer.count >> 8), UInt8(answer.count & 255)] + answer
    _ = send(connection, framed, framed.count, Int32(MSG_NOSIGNAL))
  }
}

extension ScriptedNameServer.Question {
  /// An answer with records, or with a failure's number, or one that says that it was cut.
  package func answer(
    _ records: [ScriptedNameServer.Record] = [], failure: UInt8 = 0, isCut: Bool = false,
    timeToLive: UInt8 = 60
  ) -> [UInt8] {
    // The header and the question; what follows it are options of the asker.
    var end = 12
    while end < message.count, message[end] != 0 { end += 1 + Int(message[end]) }
    end += 5
    var answer = Array(message[..<end])
    answer[2] = 0x81 | (isCut ? 2 : 0)
    answer[3] = 0x80 | failure
    answer.replaceSubrange(6..<12, with: [0, UInt8(records.count), 0, 0, 0, 0])
    for record in records {
      var data: [UInt8] = []
      for number in [record.priority, record.weight, record.port] {
        data += [UInt8(number >> 8), UInt8(number & 255)]
      }
      for label in record.target.split(separator: ".") {
        data += [UInt8(label.utf8.count)] + Array(label.utf8)
      }
      data.append(0)
      answer += [0xC0, 12, 0, 33, 0, 1, 0, 0, 0, timeToLive, 0, UInt8(data.count)] + data
    }
    return answer
  }
}

/// A thread of its own for a server.
private enum Thread {
  private final class Work: Sendable {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }

  static func detach(_ run: @escaping @Sendable () -> Void) {
    var thread = pthread_t()
    let code = pthread_create(
      &thread, nil,
      { context in
        guard let context else { return nil }
        Unmanaged<Work>.fromOpaque(context).takeRetainedValue().run()
        return nil
      }, Unmanaged.passRetained(Work(run)).toOpaque())
    if code == 0 { pthread_detach(thread) }
  }
}
