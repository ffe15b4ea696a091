/// The status and headers of an answer, built from header lines as they arrive.
struct ResponseHead: Sendable {
  private(set) var status = 0
  private(set) var headers = HTTPHeaders()
  private(set) var isMultiplexed = false
  private var size = 0
  private var isComplete = false

  /// Whether it is the whole head of an answer that is more than an interim one.
  var isFinal: Bool { isComplete && status >= 200 }

  /// No line yet.
  init() {}

  /// A complete head.
  init(status: Int, headers: HTTPHeaders, isMultiplexed: Bool = false) {
    self.status = status
    self.headers = headers
    self.isMultiplexed = isMultiplexed
    isComplete = true
  }

  /// The most bytes of header lines in one answer.
  static let maximumSize = 256 << 10

  /// Takes one line with its line end. Returns false when there are too many bytes of them.
  ///
  /// A status line begins anew: what came before belonged to an interim answer or a redirect.
  mutating func receive(_ line: UnsafeRawBufferPointer) -> Bool {
    size += line.count
    guard size <= ResponseHead.maximumSize else { return false }
    let end = line.lastIndex { $0 != 0x0D && $0 != 0x0A }.map { $0 + 1 } ?? 0
    let text = String(decoding: line[..<end], as: UTF8.self)
    if text.hasPrefix("HTTP/") {
      status = ResponseHead.status(of: text)
      headers = HTTPHeaders()
      isComplete = false
    } else if isComplete {
      // Trailers are about the body that nobody asked to be described.
    } else if text.isEmpty {
      isComplete = true
    } else if let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) {
      let value = text.utf8[text.utf8.index(after: colon)...]
      headers.add(
        String(text[..<colon]), String(decoding: HTTPHeaders.trimmed(value), as: UTF8.self))
    }
    return true
  }

  private static func status(of line: String) -> Int {
    let digits = line.utf8.drop { $0 != 0x20 }.dropFirst().prefix { $0 >= 0x30 && $0 <= 0x39 }
    return Int(String(decoding: digits, as: UTF8.self)) ?? 0
  }
}
