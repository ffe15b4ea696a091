import SystemSupport
import Values

/// The order of `sort`: criteria in turn, `-` before one turns it.
struct InterfaceOrder {
  private struct Criterion {
    let isDescending: Bool
    /// Negative, zero or positive.
    let compare: Comparison
  }

  private let criteria: [Criterion]

  private typealias Comparison = (InterfaceValue, InterfaceValue) -> Int

  /// By type, then by the size of the network.
  static var usual: InterfaceOrder { InterfaceOrder([byType, bySize]) }
  /// What the default route leads through first, then as usual.
  static var reachable: InterfaceOrder { InterfaceOrder([byDefault, byType, bySize]) }

  private init(_ comparisons: [Comparison]) {
    criteria = comparisons.map { Criterion(isDescending: false, compare: $0) }
  }

  /// Reads `default,-type,+address`.
  init(_ text: String) throws(ValueError) {
    var criteria: [Criterion] = []
    for word in text.split(separator: ",") {
      let isDescending = word.hasPrefix("-")
      let name = word.hasPrefix("+") || isDescending ? word.dropFirst() : word
      criteria.append(
        Criterion(
          isDescending: isDescending, compare: try InterfaceOrder.comparison(String(name))))
    }
    self.criteria = criteria
  }

  /// The addresses in this order; those that are alike keep theirs.
  func sorted(_ values: [InterfaceValue]) -> [InterfaceValue] {
    values.enumerated().sorted { a, b in
      for criterion in criteria {
        let order = criterion.compare(a.element, b.element)
        if order != 0 { return criterion.isDescending ? order > 0 : order < 0 }
      }
      return a.offset < b.offset
    }.map(\.element)
  }

  private static func comparison(
    _ name: String
  ) throws(ValueError) -> Comparison {
    switch name {
    // Addresses of different types have no order between them; this one is complete, so that
    // sorting has one result.
    case "address": by { ($0.address.isIPv4 ? 0 : 1, $0.address.number) }
    case "default": byDefault
    case "name":
      { a, b in
        let (a, b) = (Bytes(a.interface.name), Bytes(b.interface.name))
        return a < b ? -1 : a == b ? 0 : 1
      }
    case "port": { _, _ in 0 }
    case "private": by { (SpecialNetworks.isReserved($0.address) ? 0 : 1, 0) }
    case "size": bySize
    case "type": byType
    default:
      throw ValueError(
        "sort: expected `address`, `default`, `name`, `port`, `private`, `size` or `type`, found "
          + "`\(name)`")
    }
  }

  private static var byDefault: Comparison { by { ($0.isDefault ? 0 : 1, 0) } }
  private static var byType: Comparison { by { ($0.address.isIPv4 ? 0 : 1, 0) } }
  /// The shorter prefix first, whatever the type.
  private static var bySize: Comparison { by { (0, UInt128($0.address.prefixLength)) } }

  private static func by(
    _ key: @escaping (InterfaceValue) -> (Int, UInt128)
  ) -> Comparison {
    { a, b in
      let (a, b) = (key(a), key(b))
      return a < b ? -1 : a == b ? 0 : 1
    }
  }
}
