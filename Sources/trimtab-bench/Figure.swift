/// One line of the table: what was measured, how much it is, and what it should be.
struct Figure {
  let what: String
  let values: String
  let aim: String

  init(_ what: String, _ values: String, aim: String = "") {
    self.what = what
    self.values = values
    self.aim = aim
  }

  /// The columns, aligned.
  var line: String {
    let columns = Figure.padded(what, 46) + Figure.padded(values, aim.isEmpty ? 0 : 44)
    return aim.isEmpty ? columns : columns + "aim: \(aim)"
  }

  private static func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(1, width - text.count))
  }

  /// A number with one decimal.
  static func rounded(_ number: Double) -> String {
    let tenths = Int((number * 10).rounded())
    return "\(tenths / 10).\(abs(tenths % 10))"
  }
}
