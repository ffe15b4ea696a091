import Networking

/// Any bytes as an answer of the domain name system: refused or read, within the limits, and each
/// of its servers in the order to try them.
enum ServiceAnswerFuzzer {
  static func check(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard let answer = try? ServiceAnswer(bytes) else { return }
    precondition(answer.records.count <= ServiceAnswer.limit, "the limit holds")
    precondition(answer.timeToLive >= .zero, "times to live are not negative")
    var random = SystemRandomNumberGenerator()
    let ordered = answer.ordered(using: &random)
    precondition(ordered.count == answer.records.count, "no server is lost")
    for (first, second) in zip(ordered, ordered.dropFirst()) {
      precondition(first.priority <= second.priority, "lower priorities are first")
    }
    for record in answer.records {
      precondition((1...253).contains(record.target.utf8.count), "a target has a length")
    }
  }
}
