import Networking

/// Any bytes as a request for metrics or a probe: read or refused.
enum ProbeRequestFuzzer {
  static func check(_ bytes: UnsafeBufferPointer<UInt8>) {
    let request = Array(bytes)
    let limit = 16 << 10
    switch ProbeRequest(request, limit: limit) {
    case .get(let path, _):
      precondition(path.hasPrefix("/"), "a path begins with a slash")
      precondition(!path.contains("?"), "a path has no query")
      precondition(!path.contains { $0.isWhitespace || $0.isNewline }, "a path is one word")
      precondition(request.count < limit, "what is too long is refused")
      precondition(ProbeRequest.isComplete(request[...]), "half a request is refused")
    case .refused(let status):
      precondition([400, 405, 431, 505].contains(status), "the status says what is wrong")
    }
  }
}
