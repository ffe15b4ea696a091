/// How services are written in the keys of a registry.
package struct ServiceLayoutSettings: Sendable, Equatable {
  /// Who writes them.
  package enum Layout: String, Sendable, CaseIterable {
    case registrator, skydns, nerve, custom
  }

  /// What the values of a custom layout are.
  package enum Form: String, Sendable, CaseIterable {
    case hostAndPort = "host:port"
    case json
    case none
  }

  /// Who writes them.
  package var layout: Layout
  /// Where they are; nil for the layout's usual place.
  package var prefix: String?
  /// The domain of skydns whose services are meant; empty for all.
  package var domain = ""
  /// The form of the keys; nil for the layout's own.
  package var pattern: String?
  /// What the values of a custom layout are.
  package var form = Form.hostAndPort
  /// The names of fields of JSON values, by what they mean.
  package var fields: [String: String] = [:]

  /// A layout in its usual place.
  package init(layout: Layout) { self.layout = layout }

  /// Which keys are which services: another identity finds other services in the same keys.
  var identity: String {
    let names = fields.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    return ([layout.rawValue, prefix ?? "", domain, pattern ?? "", form.rawValue] + names)
      .joined(separator: " ")
  }
}
