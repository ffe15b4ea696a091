package import Foundation

/// One HTTP exchange over a plain socket, blocking, with a connection of its own.
package struct HTTPAnswer: Sendable {
  /// The status code.
  package let status: Int
  /// Header fields by lower-case name.
  package let headers: [String: String]
  /// The body, with the chunking removed.
  package let body: Data

  /// The body as text.
  package var text: String { String(decoding: body, as: UTF8.self) }

  /// Asks the server at `address`; throws when it cannot be reached or does not answer in time.
  package static func request(
    _ method: String, _ target: String, at address: PlainSocket.Address,
    headers: [String: String] = [:], body: String = "", seconds: Int = 10
  ) throws -> HTTPAnswer {
    let socket = try PlainSocket(to: address, seconds: seconds)
    var lines = ["\(method) \(target) HTTP/1.1", "Host: localhost", "Connection: close"]
    lines.append("Content-Length: \(body.utf8.count)")
    lines += headers.map { "\($0.key): \($0.value)" }
    try socket.send(Data((lines.joined(separator: "\r\n") + "\r\n\r\n" + body).utf8))
    return try parse(socket.receiveAll())
  }

  /// A GET of 127.0.0.1:`port`.
  package static func get(_ target: String, port: UInt16) throws -> HTTPAnswer {
    try request("GET", target, at: .port(port))
  }

  private static func parse(_ data: Data) throws -> HTTPAnswer {
    guard let gap = data.range(of: Data("\r\n\r\n".utf8)) else {
      throw TestSupportError("expected an HTTP answer, found \(data.count) bytes")
    }
    let head = String(decoding: data[..<gap.lowerBound], as: UTF8.self)
    let lines = head.components(separatedBy: "\r\n")
    let words = lines[0].split(separator: " ")
    guard words.count >= 2, words[0].hasPrefix("HTTP/1."), let status = Int(words[1]) else {
      throw TestSupportError("expected an HTTP status line, found `\(lines[0])`")
    }
    var headers: [String: String] = [:]
    for line in lines.dropFirst() {
      let parts = line.split(separator: ":", maxSplits: 1)
      guard parts.count == 2 else { continue }
      headers[parts[0].lowercased()] = parts[1].trimmingCharacters(in: .whitespaces)
    }
    var body = Data(data[gap.upperBound...])
    if headers["transfer-encoding"]?.lowercased() == "chunked" { body = try joined(body) }
    return HTTPAnswer(status: status, headers: headers, body: body)
  }

  private static func joined(_ chunks: Data) throws -> Data {
    var body = Data()
    var rest = chunks
    while let line = rest.range(of: Data("\r\n".utf8)) {
      let text = String(decoding: rest[rest.startIndex..<line.lowerBound], as: UTF8.self)
      guard let size = Int(text, radix: 16) else { break }
      if size == 0 { return body }
      guard rest.endIndex - line.upperBound >= size + 2 else { break }
      body.append(rest[line.upperBound..<(line.upperBound + size)])
      rest = Data(rest[(line.upperBound + size + 2)...])
    }
    throw TestSupportError("the chunked HTTP answer is not complete")
  }
}
