/// The server's side of a connection to `FakeConsul`: what has come, and what is waited for.
struct FakeConnection {
  /// What the client waits for, if it does.
  var path: String?
  /// When its wait is over, on the monotonic clock, in nanoseconds.
  var deadline: Int64 = .max
  private var received: [UInt8] = []

  /// A request without a body.
  struct Request {
    let path: String
    let index: UInt64?
    /// Nanoseconds.
    let wait: Int64
  }

  /// Takes bytes; returns the request once it is complete.
  mutating func receive(_ bytes: ArraySlice<UInt8>) -> Request? {
    received += bytes
    guard received.suffix(4).elementsEqual("\r\n\r\n".utf8) else { return nil }
    let target = received.split(separator: 0x20, maxSplits: 2).dropFirst().first ?? []
    let parts = String(decoding: target, as: UTF8.self).split(separator: "?", maxSplits: 1)
    received = []
    var index: UInt64?
    var wait: Int64 = 300_000_000_000
    for parameter in parts.dropFirst().first?.split(separator: "&") ?? [] {
      if parameter.hasPrefix("index=") { index = UInt64(parameter.dropFirst(6)) }
      if parameter.hasPrefix("wait="), parameter.hasSuffix("ms") {
        wait = (Int64(parameter.dropFirst(5).dropLast(2)) ?? 0) * 1_000_000
      }
    }
    return Request(path: parts.first.map(String.init) ?? "", index: index, wait: wait)
  }
}
