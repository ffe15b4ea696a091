import Diagnostics
import SystemSupport
import TemplateLanguage
import Values

/// The functions of `sockaddr` expressions.
enum AddressFunctions {
  static let table = FunctionTable([
    source("GetAllInterfaces") { $0 },
    source("GetDefaultInterfaces") { $0.filter(\.isDefault) },
    source("GetPrivateInterfaces") { reachable($0, areReserved: true) },
    source("GetPublicInterfaces") { reachable($0, areReserved: false) },
    address("GetPrivateIP") { reachable($0, areReserved: true) },
    address("GetPublicIP") { reachable($0, areReserved: false) },
    addresses("GetPrivateIPs") { reachable($0, areReserved: true) },
    addresses("GetPublicIPs") { reachable($0, areReserved: false) },
    TemplateFunction("GetInterfaceIP", [.string]) { a, context throws(ValueError) in
      let named = try named(try a.bytes(0), try all(context)).filter {
        SpecialNetworks.isForwardable($0.address)
      }
      return .string(named.first?.address.host ?? "")
    },
    TemplateFunction("GetInterfaceIPs", [.string]) { a, context throws(ValueError) in
      joined(try named(try a.bytes(0), try all(context)))
    },
    TemplateFunction("include", [.string, .string, .any]) { a, _ throws(ValueError) in
      let filter = try InterfaceFilter(try a.bytes(0).string, try a.bytes(1).string)
      return list(
        try filtered(try interfaces(a[2])) { v throws(ValueError) in try filter.accepts(v) })
    },
    TemplateFunction("exclude", [.string, .string, .any]) { a, _ throws(ValueError) in
      let filter = try InterfaceFilter(try a.bytes(0).string, try a.bytes(1).string)
      return list(
        try filtered(try interfaces(a[2])) { v throws(ValueError) in try !filter.accepts(v) })
    },
    TemplateFunction("sort", [.string, .any]) { a, _ throws(ValueError) in
      list(try InterfaceOrder(try a.bytes(0).string).sorted(try interfaces(a[1])))
    },
    TemplateFunction("unique", [.string, .any], body: unique),
    TemplateFunction("limit", [.any, .any], body: limit),
    TemplateFunction("offset", [.any, .any], body: offset),
    TemplateFunction("math", [.string, .string, .any], body: math),
    TemplateFunction("attr", [.string, .any], body: attribute),
    TemplateFunction("Attr", [.string, .any], body: attribute),
    TemplateFunction("join", [.string, .string, .any]) { a, _ throws(ValueError) in
      var texts: [String] = []
      let name = try a.bytes(0).string
      for value in try interfaces(a[2]) { texts.append(try attribute(name, of: value)) }
      return .string(texts.joined(separator: try a.bytes(1).string))
    },
  ])

  /// Addresses as a value.
  static func list(_ values: [InterfaceValue]) -> Value {
    .list(ListValue(values.map(Value.object), elementType: .opaque("sockaddr.IfAddr")))
  }

  // MARK: Sources

  private typealias Choice = @Sendable ([InterfaceValue]) -> [InterfaceValue]

  private static func source(_ name: String, _ choose: @escaping Choice) -> TemplateFunction {
    TemplateFunction(name, []) { _, context throws(ValueError) in
      list(choose(try all(context)))
    }
  }

  private static func address(_ name: String, _ choose: @escaping Choice) -> TemplateFunction {
    TemplateFunction(name, []) { _, context throws(ValueError) in
      .string(choose(try all(context)).first?.address.host ?? "")
    }
  }

  private static func addresses(_ name: String, _ choose: @escaping Choice) -> TemplateFunction {
    TemplateFunction(name, []) { _, context throws(ValueError) in
      joined(choose(try all(context)))
    }
  }

  private static func all(_ context: EvaluationContext) throws(ValueError) -> [InterfaceValue] {
    guard let context = context as? AddressContext else {
      throw ValueError("works only in `sockaddr`")
    }
    return context.all
  }

  /// Those which are up and can be reached from elsewhere, the default route's first.
  private static func reachable(
    _ values: [InterfaceValue], areReserved: Bool
  ) -> [InterfaceValue] {
    InterfaceOrder.reachable.sorted(
      values.filter {
        $0.interface.flags.contains(.up) && SpecialNetworks.isForwardable($0.address)
          && SpecialNetworks.isReserved($0.address) == areReserved
      })
  }

  private static func named(
    _ pattern: Bytes, _ values: [InterfaceValue]
  ) throws(ValueError) -> [InterfaceValue] {
    let filter = try InterfaceFilter("name", pattern.string)
    let found = try filtered(values) { v throws(ValueError) in try filter.accepts(v) }
    return InterfaceOrder.usual.sorted(found)
  }

  private static func joined(_ values: [InterfaceValue]) -> Value {
    .string(values.map(\.address.host).joined(separator: " "))
  }

  // MARK: Steps of a pipeline

  private static func interfaces(_ value: Value) throws(ValueError) -> [InterfaceValue] {
    switch value {
    case .list(let list):
      var found: [InterfaceValue] = []
      for element in list.elements { found += try interfaces(element) }
      return found
    case .object(let object as InterfaceValue): return [object]
    case .null, .absent: return []
    default: throw ValueError("expected interfaces, found \(value.goTypeName)")
    }
  }

  private static func filtered(
    _ values: [InterfaceValue], _ isWanted: (InterfaceValue) throws(ValueError) -> Bool
  ) throws(ValueError) -> [InterfaceValue] {
    var found: [InterfaceValue] = []
    for value in values where try isWanted(value) { found.append(value) }
    return found
  }

  /// `unique ATTRIBUTE`: of neighbours with the same attribute the first.
  private static func unique(
    _ a: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    let name = try a.bytes(0).string
    guard name == "address" || name == "name" else {
      throw ValueError("unique: expected `address` or `name`, found `\(name)`")
    }
    var kept: [InterfaceValue] = []
    for value in try interfaces(a[1]) where kept.last?.attribute(name) != value.attribute(name) {
      kept.append(value)
    }
    return list(kept)
  }

  private static func limit(
    _ a: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    let count = try number(a[0])
    guard count >= 0 else { throw ValueError("limit: expected no negative number") }
    return list(Array(try interfaces(a[1]).prefix(count)))
  }

  /// `offset N`: what is behind the first N, or of a negative N the last ones.
  private static func offset(
    _ a: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    let (start, values) = (try number(a[0]), try interfaces(a[1]))
    guard start.magnitude <= UInt(values.count) else {
      throw ValueError("offset: \(start) is outside of \(values.count) interfaces")
    }
    return list(Array(start >= 0 ? values.dropFirst(start) : values.suffix(-start)))
  }

  private static func number(_ value: Value) throws(ValueError) -> Int {
    switch value {
    case .int(let number, _): return Int(number)
    case .bytes(let text):
      guard let number = Int(text.string) else { break }
      return number
    default: break
    }
    throw ValueError("expected a number, found `\(GoText.of(value))`")
  }

  private static func math(
    _ a: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    let (name, amount) = (try a.bytes(0).string, try a.bytes(1).string)
    var moved: [InterfaceValue] = []
    for value in try interfaces(a[2]) {
      moved.append(
        InterfaceValue(
          value.interface, address: try value.address.moved(name, by: amount),
          isDefault: value.isDefault))
    }
    return list(moved)
  }

  private static func attribute(
    _ a: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    guard let first = try interfaces(a[1]).first else { return .string("") }
    return .string(try attribute(try a.bytes(0).string, of: first))
  }

  private static func attribute(
    _ name: String, of value: InterfaceValue
  ) throws(ValueError) -> String {
    if let text = value.attribute(name) { return text }
    let known = SocketAddress.attributeNames + ["flags", "name"]
    let hint = Suggestion.hint(for: name, among: known).map { ", \($0)" } ?? ""
    throw ValueError("no attribute `\(name)`\(hint)")
  }
}
