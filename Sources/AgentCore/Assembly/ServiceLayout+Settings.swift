import AgentConfiguration
import Registries
import RegistryCore

extension ServiceLayout {
  /// The layout of settings, or why they cannot work.
  static func make(_ settings: ServiceLayoutSettings) throws(RegistryError) -> ServiceLayout {
    switch settings.layout {
    case .registrator: try .registrator(prefix: settings.prefix ?? "services")
    case .skydns: .skydns(prefix: settings.prefix ?? "skydns", domain: settings.domain)
    case .nerve:
      if let pattern = settings.pattern { try .nerve(pattern: pattern) } else { try .nerve() }
    case .custom: try .custom(pattern: settings.pattern ?? "", form: form(settings))
    }
  }

  private static func form(_ settings: ServiceLayoutSettings) -> Form {
    switch settings.form {
    case .hostAndPort: .hostAndPort
    case .none: .keyOnly
    case .json: .json(LayoutFields(settings.fields))
    }
  }
}

extension LayoutFields {
  fileprivate init(_ names: [String: String]) {
    self.init()
    let places: [(String, WritableKeyPath<LayoutFields, [String]>)] = [
      ("address", \.address), ("port", \.port), ("id", \.id), ("weight", \.weight),
      ("tags", \.tags), ("status", \.status), ("node", \.node), ("meta", \.meta),
    ]
    for (key, place) in places {
      if let name = names[key] { self[keyPath: place] = [name] }
    }
  }
}
