/// Takes one answer of HTTP/1 apart, in whatever pieces its bytes come.
///
/// What two readers could understand differently is refused: lengths that contradict each other or
/// the encoding, lines that go on in the next one, white space before a colon.
package struct AnswerParser {
  /// What was found.
  package enum Event {
    /// Status and headers of the final answer.
    case head(status: Int, headers: HTTPHeaders)
    /// Some of the body: a part of what was given in.
    case body(UnsafeRawBufferPointer)
    /// The answer is complete.
    case end
  }

  /// How far a call came.
  package struct Step {
    /// How many bytes were used up, from the front.
    package let used: Int
    /// What they were; nil when all are used and more have to come.
    package let event: Event?
  }

  enum State: Equatable {
    case statusLine
    case headerLine
    case lengthLeft(Int)
    case untilClose
    case chunkLine
    case chunkLeft(Int)
    case chunkEnd
    case trailerLine
    /// Complete; not told so yet.
    case complete
    case over
  }

  /// The most headers of one answer.
  static let maximumHeaders = 2000
  /// The longest line that announces a chunk.
  static let maximumChunkLine = 4096

  let isHead: Bool
  var state = State.statusLine
  /// The line under way, without its end.
  var line: [UInt8] = []
  var head = AnswerHead()
  /// Bytes of lines so far, of interim answers and trailers too.
  var lineBytes = 0
  var extensionBytes = 0

  /// Whether a byte has come.
  package private(set) var hasBegun = false
  /// Whether the connection may carry another request after the end.
  package private(set) var keepsConnection = false

  /// For the answer to a request; `isHead` for one of the method `HEAD`.
  package init(isHead: Bool = false) { self.isHead = isHead }

  /// Takes bytes from the front, up to the next event. To be called again with the rest, even
  /// if there is none, until there is no event.
  package mutating func receive(_ bytes: UnsafeRawBufferPointer) throws(AnswerFault) -> Step {
    if !bytes.isEmpty { hasBegun = true }
    var used = 0
    while true {
      let rest = UnsafeRawBufferPointer(rebasing: bytes[used...])
      switch state {
      case .statusLine, .headerLine, .chunkLine, .chunkEnd, .trailerLine:
        guard try takeLine(rest, &used) else { return Step(used: used, event: nil) }
        if let event = try endLine() { return Step(used: used, event: event) }
      case .lengthLeft(let left), .chunkLeft(let left):
        guard !rest.isEmpty else { return Step(used: used, event: nil) }
        let count = min(left, rest.count)
        advanceBody(by: count, of: left)
        let piece = UnsafeRawBufferPointer(rebasing: rest[..<count])
        return Step(used: used + count, event: .body(piece))
      case .untilClose:
        return Step(used: bytes.count, event: rest.isEmpty ? nil : .body(rest))
      case .complete:
        state = .over
        return Step(used: used, event: .end)
      case .over:
        return Step(used: used, event: nil)
      }
    }
  }

  /// Takes the end of the connection: the end of an answer without length, or a failure.
  package mutating func finish() throws(AnswerFault) {
    switch state {
    case .untilClose, .complete, .over: state = .over
    case .statusLine where !hasBegun:
      throw AnswerFault(.closed, "the server closed the connection without an answer")
    case .statusLine, .headerLine:
      throw AnswerFault(.closed, "the server closed the connection within the headers")
    default: throw AnswerFault(.closed, "the server closed the connection within the body")
    }
  }

  private mutating func advanceBody(by count: Int, of left: Int) {
    let isChunk = if case .chunkLeft = state { true } else { false }
    if left > count {
      state = isChunk ? .chunkLeft(left - count) : .lengthLeft(left - count)
    } else {
      state = isChunk ? .chunkEnd : .complete
    }
  }

  /// What follows the head decides how the body's end is known (RFC 9112, section 6.3).
  mutating func beginBody() throws(AnswerFault) -> Event? {
    let finished = head
    head = AnswerHead()
    line = []
    let status = finished.status
    guard status != 101 else {
      throw .violation("the server switched to a protocol that was not asked for")
    }
    guard status >= 200 else {
      state = .statusLine
      return nil
    }
    let framing = try finished.framing(hasNoBody: isHead || status == 204 || status == 304)
    keepsConnection = finished.keepsConnection && framing != .untilClose
    switch framing {
    case .none, .length(0): state = .complete
    case .length(let length): state = .lengthLeft(length)
    case .chunked: state = .chunkLine
    case .untilClose: state = .untilClose
    }
    return .head(status: status, headers: finished.headers)
  }
}
