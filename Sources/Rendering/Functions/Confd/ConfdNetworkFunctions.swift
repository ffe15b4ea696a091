import SystemSupport
import TemplateLanguage
import Values

/// confd's questions to the network and the machine. They go through the provider of the pass and
/// make the template volatile. As in confd a question that fails has an empty answer.
enum ConfdNetworkFunctions {
  static let all: [TemplateFunction] = [
    addresses("lookupIP") { _ in true },
    addresses("lookupIPV4") { $0.contains(".") },
    addresses("lookupIPV6") { $0.contains(":") },
    TemplateFunction("lookupSRV", [.string, .string, .string], body: services),
    interface("lookupIfaceIPV4") { !$0.contains(":") },
    interface("lookupIfaceIPV6") { $0.contains(":") },
    TemplateFunction("hostname", [], body: hostname),
  ]

  /// Go's `net.SRV`.
  static let serviceShape = RecordShape(
    "net.SRV",
    [
      .init("Target", .string), .init("Port", .unsigned(.uint16)),
      .init("Priority", .unsigned(.uint16)), .init("Weight", .unsigned(.uint16)),
    ])

  private static func addresses(
    _ name: String, where isWanted: @escaping @Sendable (String) -> Bool
  ) -> TemplateFunction {
    TemplateFunction(name, [.string]) { arguments, context throws(ValueError) in
      let network = try network(context, name)
      let host = try arguments.bytes(0).string
      let found = (try? network.addresses(of: host)) ?? []
      return .strings(Set(found.filter(isWanted)).map { Bytes($0) }.sorted())
    }
  }

  private static func interface(
    _ name: String, where isWanted: @escaping @Sendable (String) -> Bool
  ) -> TemplateFunction {
    TemplateFunction(name, [.string]) { arguments, context throws(ValueError) in
      let network = try network(context, name)
      let interface = try arguments.bytes(0).string
      let found = (try? network.addresses(ofInterface: interface)) ?? []
      return .string(found.first(where: isWanted) ?? "")
    }
  }

  /// `lookupSRV SERVICE PROTOCOL DOMAIN`, sorted by the texts of all fields together.
  private static func services(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    let network = try network(context, "lookupSRV")
    let words = try arguments.strings(from: 0).map(\.string)
    let found = (try? network.services(words[0], protocol: words[1], in: words[2])) ?? []
    let sorted = found.map { (Bytes(text(of: $0)), $0) }.sorted { $0.0 < $1.0 }.map(\.1)
    let records = sorted.map { record in
      Value.recordPointer(
        RecordValue(
          serviceShape,
          [
            .string(record.target), .uint(UInt64(record.port), .uint16),
            .uint(UInt64(record.priority), .uint16), .uint(UInt64(record.weight), .uint16),
          ]))
    }
    return .list(ListValue(records, elementType: .pointer(.record(serviceShape))))
  }

  private static func text(of record: ServiceRecord) -> String {
    "\(record.target)\(record.port)\(record.priority)\(record.weight)"
  }

  private static func hostname(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    let network = try network(context, "hostname")
    do throws(SystemError) {
      return .string(try network.hostName())
    } catch {
      throw ValueError(error.description)
    }
  }

  private static func network(
    _ context: EvaluationContext, _ function: String
  ) throws(ValueError) -> any NetworkProvider {
    let context = try context.rendering(for: function)
    context.note(volatile: function)
    return context.surroundings.network
  }
}
