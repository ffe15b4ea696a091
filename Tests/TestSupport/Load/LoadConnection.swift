import Foundation

/// One connection of a `LoadClient`.
final class LoadConnection {
  /// What became of a request.
  enum Outcome {
    case answered(isKept: Bool)
    case failed(LoadTally.Failure)
  }

  private let descriptor: Int32
  private static let patience = 10

  /// Connects; nil if nobody listens.
  init?(port: UInt16) {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { return nil }
    var limit = timeval(tv_sec: LoadConnection.patience, tv_usec: 0)
    let size = socklen_t(MemoryLayout<timeval>.size)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, size)
    setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, size)
    let descriptor = descriptor
    guard FreePort.withLoopback(port, { connect(descriptor, $0, $1) }) == 0 else { return nil }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// Sends one request and reads its answer.
  func ask(keepsConnection: Bool) -> Outcome {
    let end = keepsConnection ? "" : "Connection: close\r\n"
    let request = Array("GET / HTTP/1.1\r\nHost: load.example\r\n\(end)\r\n".utf8)
    guard send(descriptor, request, request.count, Int32(MSG_NOSIGNAL)) == request.count
    else { return .failed(failure) }
    var answer: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = recv(descriptor, &chunk, chunk.count, 0)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return .failed(count == 0 ? .ended : failure) }
      answer += chunk[..<count]
      if let outcome = LoadConnection.outcome(of: answer) { return outcome }
    }
  }

  private var failure: LoadTally.Failure {
    switch errno {
    case EAGAIN, ETIMEDOUT: .late
    case ECONNRESET, EPIPE: .reset
    default: .ended
    }
  }

  /// Nil while the answer is not complete.
  private static func outcome(of answer: [UInt8]) -> Outcome? {
    let text = String(decoding: answer, as: UTF8.self)
    guard let head = text.range(of: "\r\n\r\n") else { return nil }
    let lines = text[..<head.lowerBound].lowercased().components(separatedBy: "\r\n")
    guard lines[0].hasPrefix("http/1.1 200") else { return .failed(.status) }
    let length = lines.first { $0.hasPrefix("content-length: ") }.flatMap { Int($0.dropFirst(16)) }
    guard text[head.upperBound...].utf8.count >= length ?? 0 else { return nil }
    return .answered(isKept: !lines.contains("connection: close"))
  }
}
