import Networking

/// Any bytes as the header blocks of one connection: decoded within the limits or refused, the same
/// each time, and also after a block that was too large.
enum HPACKFuzzer {
  private typealias Outcome = Result<[HTTPHeaders.Field], AnswerFault>

  private static let limit = 16 << 10
  private static let low = 128

  static func check(_ bytes: UnsafeBufferPointer<UInt8>) {
    var decoder = HPACKDecoder()
    var again = HPACKDecoder()
    var narrow = HPACKDecoder()
    for block in blocks(of: UnsafeRawBufferPointer(bytes)) {
      let outcome = decode(block, &decoder, limit: limit)
      precondition(
        outcome == decode(block, &again, limit: limit), "the same bytes come to the same")
      let narrowed = decode(block, &narrow, limit: low)
      switch outcome {
      case .success(let fields):
        precondition(fields.count * 32 <= limit, "the limit holds")
        checkRoundTrip(fields)
        if case .success = narrowed { precondition(narrowed == outcome, "a limit changes nothing") }
        if case .failure(let fault) = narrowed {
          precondition(fault.code == .tooLarge, "what is no fault is none under a lower limit")
        }
      case .failure(let fault):
        if fault.code == .tooLarge { continue }
        precondition(fault.code == .protocolViolation, "there are two kinds of faults")
        return precondition(narrowed == outcome, "a fault is one under each limit")
      }
    }
  }

  /// Each one with its length in front.
  private static func blocks(of bytes: UnsafeRawBufferPointer) -> [UnsafeRawBufferPointer] {
    var blocks: [UnsafeRawBufferPointer] = []
    var rest = bytes[...]
    while let length = rest.popFirst() {
      blocks.append(UnsafeRawBufferPointer(rebasing: rest.prefix(Int(length))))
      rest = rest.dropFirst(Int(length))
    }
    return blocks
  }

  private static func decode(
    _ block: UnsafeRawBufferPointer, _ decoder: inout HPACKDecoder, limit: Int
  ) -> Outcome {
    do throws(AnswerFault) {
      return .success(try decoder.decode(block, limit: limit))
    } catch { return .failure(error) }
  }

  /// Fields with names in lower case are read back as they were written.
  private static func checkRoundTrip(_ fields: [HTTPHeaders.Field]) {
    let fields = fields.filter { field in !field.name.utf8.contains { (65...90).contains($0) } }
    var encoder = HPACKEncoder()
    for field in fields {
      encoder.add(field.name, field.value, isSecret: field.value.utf8.count % 2 == 1)
    }
    var decoder = HPACKDecoder()
    let outcome = encoder.bytes.withUnsafeBytes { decode($0, &decoder, limit: 4 * limit) }
    precondition(outcome == .success(fields), "what is written is read back")
  }
}
