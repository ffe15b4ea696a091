import Networking

/// Any bytes as an answer of a web server: read or refused, and the same in whatever pieces.
enum HTTPAnswerFuzzer {
  /// All that can be told of an answer.
  private struct Outcome: Equatable {
    var status = 0
    var headers = HTTPHeaders()
    var body: [UInt8] = []
    var isComplete = false
    var keepsConnection = false
    var left = 0
    var fault: AnswerFault?
  }

  static func check(_ bytes: UnsafeBufferPointer<UInt8>) {
    let answer = UnsafeRawBufferPointer(bytes)
    for isHead in [false, true] {
      let whole = outcome([answer], isHead: isHead)
      precondition(
        whole == outcome(pieces(of: answer, length: 1), isHead: isHead),
        "the same answer byte by byte comes to the same")
      // As many cuts as cost nothing, at places that change with the input.
      let step = max(1, answer.count / 16)
      for place in stride(from: answer.count % step, to: answer.count, by: step) {
        let cut = [
          UnsafeRawBufferPointer(rebasing: answer[..<place]),
          UnsafeRawBufferPointer(rebasing: answer[place...]),
        ]
        precondition(
          whole == outcome(cut, isHead: isHead), "the same answer in two pieces comes to the same")
      }
    }
  }

  private static func pieces(
    of bytes: UnsafeRawBufferPointer, length: Int
  ) -> [UnsafeRawBufferPointer] {
    stride(from: 0, to: bytes.count, by: length).map {
      UnsafeRawBufferPointer(rebasing: bytes[$0..<min($0 + length, bytes.count)])
    }
  }

  private static func outcome(_ pieces: [UnsafeRawBufferPointer], isHead: Bool) -> Outcome {
    var parser = AnswerParser(isHead: isHead)
    var outcome = Outcome()
    do throws(AnswerFault) {
      for piece in pieces { try take(piece, &parser, &outcome) }
      if !outcome.isComplete { try parser.finish() }
    } catch { outcome.fault = error }
    outcome.keepsConnection = outcome.isComplete && parser.keepsConnection
    return outcome
  }

  private static func take(
    _ piece: UnsafeRawBufferPointer, _ parser: inout AnswerParser, _ outcome: inout Outcome
  ) throws(AnswerFault) {
    var rest = piece
    while !outcome.isComplete {
      let step = try parser.receive(rest)
      precondition(step.used <= rest.count, "no more is used than is there")
      rest = UnsafeRawBufferPointer(rebasing: rest[step.used...])
      switch step.event {
      case .head(let status, let headers)?:
        precondition(status >= 200 && outcome.status == 0, "an answer has one head")
        (outcome.status, outcome.headers) = (status, headers)
      case .body(let bytes)?:
        precondition(outcome.status != 0 && !bytes.isEmpty, "a body follows its head")
        outcome.body += bytes
      case .end?: outcome.isComplete = true
      case nil: return precondition(rest.isEmpty, "what is not used is an event")
      }
    }
    outcome.left += rest.count
  }
}
