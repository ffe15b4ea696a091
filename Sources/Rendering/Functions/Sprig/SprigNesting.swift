import Values

/// Bounds what templates build of lists and maps: a value in itself a thousand times over, or twice
/// in itself thirty times, is small to write and impossible to print or free.
struct SprigNesting {
  /// The most values in a value, a shared one counted each time.
  private static let largest = 1 << 22

  private let forbidden: MapValue?
  private var count = 0

  /// Throws if a value nests too deeply, is too large, or contains the map it is to be put into.
  static func check(_ value: Value, in map: MapValue? = nil) throws(ValueError) {
    var nesting = SprigNesting(forbidden: map)
    try nesting.visit(value, depth: 1)
  }

  private init(forbidden: MapValue?) { self.forbidden = forbidden }

  private mutating func visit(_ value: Value, depth: Int) throws(ValueError) {
    let children: [Value]
    switch value {
    case .list(let list): children = list.elements
    case .map(let map):
      if let forbidden, map === forbidden { throw ValueError("a map cannot contain itself") }
      children = map.values
    default: return
    }
    guard depth < SprigLimit.depth else {
      throw ValueError("the value is nested deeper than \(SprigLimit.depth)")
    }
    count += children.count
    guard count < SprigNesting.largest else {
      throw ValueError("the value contains more than \(SprigNesting.largest) others")
    }
    for child in children { try visit(child, depth: depth + 1) }
  }
}
