import Values

/// An order by several fields, written `Node,-Weights.Passing`: a minus turns a field's order.
struct FieldOrder {
  private let keys: [(field: Field, isDescending: Bool)]

  /// Reads an order; at least one field.
  init(_ text: Bytes) throws(ValueError) {
    var keys: [(Field, Bool)] = []
    for part in text.split(by: ",") {
      let name = part.trimmed
      let isDescending = name.hasPrefix("-")
      let field = isDescending ? name[1..<name.count] : name
      guard !field.isEmpty else { throw ValueError("expected fields and commas, found `\(text)`") }
      keys.append((Field(field), isDescending))
    }
    self.keys = keys
  }

  /// The elements in this order; equal ones stay in theirs. What lacks a field stands first.
  func sorted(_ elements: [Value]) throws(ValueError) -> [Value] {
    let ranks = elements.map { element in
      keys.map { Rank($0.field.value(of: element)) }
    }
    let order = elements.indices.sorted { left, right in
      for (index, key) in keys.enumerated() {
        let (a, b) = (ranks[left][index], ranks[right][index])
        if a < b { return !key.isDescending }
        if b < a { return key.isDescending }
      }
      return left < right
    }
    return order.map { elements[$0] }
  }

  /// A field's place among those of other elements: nothing, bools, numbers, then texts by bytes.
  private enum Rank {
    case nothing
    case number(Double, exact: Int64)
    case text(Bytes)

    init(_ value: Value?) {
      switch value {
      case .bool(let flag)?: self = .number(flag ? 1 : 0, exact: flag ? 1 : 0)
      case .int(let number, _)?: self = .number(Double(number), exact: number)
      case .uint(let number, _)?:
        self = .number(Double(number), exact: Int64(clamping: number))
      case .float(let number, _)?:
        // Not a number would be neither before nor behind others, which is no order.
        self = number.isNaN ? .nothing : .number(number, exact: Int64(exactly: number) ?? 0)
      case .bytes(let text)?: self = .text(text)
      case nil, .absent?, .null?: self = .nothing
      case let other?: self = .text(Bytes(GoText.of(other)))
      }
    }

    static func < (left: Rank, right: Rank) -> Bool {
      switch (left, right) {
      case (.number(let a, let exactA), .number(let b, let exactB)):
        a == b ? exactA < exactB : a < b
      case (.text(let a), .text(let b)): a < b
      default: left.kind < right.kind
      }
    }

    private var kind: Int {
      switch self {
      case .nothing: 0
      case .number: 1
      case .text: 2
      }
    }
  }
}
