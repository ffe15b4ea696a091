import RegistryCore
import TemplateLanguage
import Values

/// The certain types of what functions return: the registries' records and what only moves them.
enum ResultTypes {
  /// The types for templates of a dialect.
  static func types(in dialect: CompiledTemplate.Dialect) -> StaticTypes {
    let own: [String: GoType] =
      switch dialect {
      case .consul: consul
      case .confd: confd
      case .none: [:]
      }
    let moves = dialect == .consul
    return StaticTypes { function, arguments in
      if let known = own[function] { return known }
      switch function {
      // Of a list with an index; a map's key may also be of a computed kind, which is as certain.
      case "index" where arguments.count == 2: return element(of: arguments[0])
      case "slice": return isList(arguments.first ?? nil) ? arguments[0] : nil
      case "sortBy" where dialect != .none:
        let list = arguments.last ?? nil
        return isList(list) ? list : nil
      case "where", "whereNot", "whereExist", "whereNotExist", "whereAny", "whereAll",
        "sortObjectsByKeysAsc", "sortObjectsByKeysDesc":
        let list = arguments.first ?? nil
        return dialect != .none && isList(list) ? list : nil
      case "byTag" where moves: return group(arguments, by: .string)
      case "byMeta" where moves: return group(arguments, by: .string)
      case "byPort" where moves: return group(arguments, by: .int)
      case "reverse", "sortKVByLength":
        return dialect == .confd && isList(arguments.first ?? nil) ? arguments[0] : nil
      default: return nil
      }
    }
  }

  private static let consul: [String: GoType] = {
    let instances = list(of: RegistryShapes.healthService)
    let pairs = list(of: RegistryShapes.keyPair)
    return [
      "service": instances, "connect": instances, "query": instances,
      "services": list(of: RegistryShapes.catalogSnippet), "nodes": list(of: RegistryShapes.node),
      "node": .pointer(.record(RegistryShapes.catalogNode)),
      "ls": pairs, "tree": pairs, "safeLs": pairs, "safeTree": pairs,
      "caRoots": list(of: RegistryShapes.caRoot),
      "caLeaf": .pointer(.record(RegistryShapes.leafCert)),
      "peerings": list(of: RegistryShapes.peering),
      "partitions": list(of: RegistryShapes.partition),
      "exportedServices": .slice(.record(RegistryShapes.exportedService)),
      "importedServices": .slice(.record(RegistryShapes.importedService)),
    ]
  }()

  private static let confd: [String: GoType] = [
    "cget": .record(ConfdKeyFunctions.pairShape),
    "cgets": .slice(.record(ConfdKeyFunctions.pairShape)),
    "get": .record(ConfdKeyFunctions.pairShape),
    "gets": .slice(.record(ConfdKeyFunctions.pairShape)),
    "lookupSRV": list(of: ConfdNetworkFunctions.serviceShape),
  ]

  private static func list(of shape: RecordShape) -> GoType {
    .slice(.pointer(.record(shape)))
  }

  private static func isList(_ type: GoType?) -> Bool {
    if case .slice? = type { true } else { false }
  }

  private static func element(of type: GoType?) -> GoType? {
    switch type {
    case .slice(let element)?: element
    case .map(_, let value)?: value
    default: nil
    }
  }

  /// A list by key.
  private static func group(_ arguments: [GoType?], by key: GoType) -> GoType? {
    guard let list = arguments.last ?? nil, isList(list) else { return nil }
    return .map(key: key, value: list)
  }
}
