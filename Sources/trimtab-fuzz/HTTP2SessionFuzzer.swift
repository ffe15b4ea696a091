import Networking

/// Any bytes as what a server sends over HTTP/2: answers, refusals or a lost connection, in their
/// order, and the same in whatever pieces.
enum HTTP2SessionFuzzer {
  /// All that came of an exchange.
  private struct Exchange: Equatable {
    var status = 0
    var headers = HTTPHeaders()
    var body: [UInt8] = []
    var isOver = false
    var fault: AnswerFault?
  }

  private struct Outcome: Equatable {
    var exchanges: [UInt32: Exchange] = [:]
    /// The last streams that the server looks at.
    var leavings: [UInt32] = []
    var fault: AnswerFault?
    var output: [UInt8] = []
  }

  static func check(_ bytes: UnsafeBufferPointer<UInt8>) {
    let answer = UnsafeRawBufferPointer(bytes)
    let whole = outcome([answer])
    let ones = answer.indices.map { UnsafeRawBufferPointer(rebasing: answer[$0...$0]) }
    precondition(whole == outcome(ones), "the same answers byte by byte come to the same")
    let step = max(1, answer.count / 16)
    for place in stride(from: answer.count % step, to: answer.count, by: step) {
      let cut = [
        UnsafeRawBufferPointer(rebasing: answer[..<place]),
        UnsafeRawBufferPointer(rebasing: answer[place...]),
      ]
      precondition(whole == outcome(cut), "the same answers in two pieces come to the same")
    }
  }

  private static func outcome(_ pieces: [UnsafeRawBufferPointer]) -> Outcome {
    var session = HTTP2Session()
    var outcome = Outcome()
    for number in 0..<3 {
      let body: [UInt8]? = number == 1 ? Array(repeating: 0x78, count: 100) : nil
      let stream = session.open(headers: [0x82], body: body, isHead: number == 2)
      outcome.exchanges[stream] = Exchange()
    }
    do throws(AnswerFault) {
      for piece in pieces { try take(piece, &session, &outcome) }
    } catch { outcome.fault = error }
    session.pump(upTo: 1 << 20)
    outcome.output = session.takeOutput()
    let open = outcome.exchanges.values.count { !$0.isOver }
    precondition(session.count == open, "an exchange is over when that was said")
    return outcome
  }

  private static func take(
    _ piece: UnsafeRawBufferPointer, _ session: inout HTTP2Session, _ outcome: inout Outcome
  ) throws(AnswerFault) {
    var rest = piece
    while true {
      let step = try session.receive(rest)
      precondition(step.used <= rest.count, "no more is used than is there")
      rest = UnsafeRawBufferPointer(rebasing: rest[step.used...])
      guard let event = step.event else {
        return precondition(rest.isEmpty, "what is not used is an event")
      }
      if let body = take(event, &outcome) { session.consumed(body.stream, body.count) }
    }
  }

  /// Returns how much of a body was taken.
  private static func take(
    _ event: HTTP2Session.Event, _ outcome: inout Outcome
  ) -> (stream: UInt32, count: Int)? {
    func change(_ stream: UInt32, _ body: (inout Exchange) -> Void) {
      guard var exchange = outcome.exchanges[stream], !exchange.isOver else {
        preconditionFailure("an event belongs to an exchange that is under way")
      }
      body(&exchange)
      outcome.exchanges[stream] = exchange
    }
    switch event {
    case .head(let stream, let status, let headers):
      change(stream) {
        precondition((200...999).contains(status) && $0.status == 0, "an answer has one head")
        ($0.status, $0.headers) = (status, headers)
      }
    case .body(let stream, let bytes):
      change(stream) {
        precondition($0.status != 0 && !bytes.isEmpty, "a body follows its head")
        $0.body += bytes
      }
      return (stream, bytes.count)
    case .end(let stream):
      change(stream) {
        precondition($0.status != 0, "an end follows a head")
        $0.isOver = true
      }
    case .failed(let stream, let fault):
      // How much of a body comes before its fault depends on the pieces.
      change(stream) { ($0.fault, $0.body, $0.isOver) = (fault, [], true) }
    case .refused(let stream): change(stream) { $0.isOver = true }
    case .leaving(let last, _): outcome.leavings.append(last)
    }
    return nil
  }
}
