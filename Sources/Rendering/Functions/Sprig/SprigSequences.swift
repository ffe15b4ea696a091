import TemplateLanguage
import Values

/// sprig's `until untilStep seq`.
enum SprigSequences {
  static let all: [TemplateFunction] = [
    .sprig("until", [.int]) { a throws(ValueError) in
      let end = try a.whole(0)
      return list(try steps(0, end, end < 0 ? -1 : 1, "sprig_until"))
    },
    .sprig("untilStep", [.int, .int, .int]) { a throws(ValueError) in
      list(try steps(try a.whole(0), try a.whole(1), try a.whole(2), "sprig_untilStep"))
    },
    .sprig("seq", [.int], variadic: true, sequence),
  ]

  private static func list(_ numbers: [Int]) -> Value {
    .list(ListValue(numbers.map { .int($0) }, elementType: .int))
  }

  /// The numbers from `start` up or down to but not including `end`.
  private static func steps(
    _ start: Int, _ end: Int, _ step: Int, _ function: String
  ) throws(ValueError) -> [Int] {
    guard end < start ? step < 0 : step > 0 else { return [] }
    let (distance, overflows) = end.subtractingReportingOverflow(start)
    let count = distance.magnitude / step.magnitude
    guard !overflows, count <= SprigLimit.elements else {
      throw ValueError("\(function): the list would have more than \(SprigLimit.elements) elements")
    }
    return Array(stride(from: start, to: end, by: step))
  }

  /// `seq [START [STEP]] END`, as the shell's: the numbers up to and including END in one text.
  private static func sequence(_ a: [Value]) throws(ValueError) -> Value {
    guard 1...3 ~= a.count else { return .string("") }
    let start = a.count == 1 ? 1 : try a.whole(0)
    let end = try a.whole(a.count - 1)
    let direction = end < start ? -1 : 1
    let step = a.count == 3 ? try a.whole(1) : direction
    if end < start, step > 0 { return .string("") }
    let numbers = try steps(start, end &+ direction, step, "sprig_seq")
    return .string(numbers.map(String.init).joined(separator: " "))
  }
}
