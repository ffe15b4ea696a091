import Values

extension Query: CustomStringConvertible {
  /// The canonical text: equal queries have equal texts, different ones different texts.
  ///
  /// It is the text a template would write, behind the registry's name:
  /// `consul::service(v1.web@dc2?ns=team~_agent|passing,warning)`.
  package var text: String { "\(registry)::\(subject.text)" }

  /// The canonical text.
  package var description: String { text }
}

extension Query.Subject {
  /// The canonical text without the registry.
  package var text: String {
    switch self {
    case .service(let query): query.text
    case .services(let scope): "services(\(scope.text))"
    case .nodes(let near, let scope): "nodes(\(scope.text)\(near.isEmpty ? "" : "~" + near))"
    case .node(let name, let scope): "node(\(name)\(scope.text))"
    case .datacenters(let ignoresFailing): ignoresFailing ? "datacenters(true)" : "datacenters()"
    case .key(let path, let scope): "key(\(path)\(scope.text))"
    case .prefix(let path, let scope): "prefix(\(path)\(scope.text))"
    case .preparedQuery(let name, let near, let scope):
      "query(\(name)\(scope.text)\(near.isEmpty ? "" : "~" + near))"
    case .mesh(let mesh, let scope): "\(mesh.function)(\(mesh.argument)\(scope.text))"
    }
  }
}

extension Query.ServiceQuery {
  fileprivate var text: String {
    let tagText = tag.isEmpty ? "" : tag + "."
    let nearText = near.isEmpty ? "" : "~" + near
    let filter = statuses.isEmpty ? "any" : statuses.map(\.rawValue).joined(separator: ",")
    let function = connect ? "connect" : "service"
    return "\(function)(\(tagText)\(name)\(scope.text)\(nearText)|\(filter))"
  }
}

extension Query.Mesh {
  /// The name of the function that asks for it.
  package var function: String {
    switch self {
    case .caRoots: "caRoots"
    case .caLeaf: "caLeaf"
    case .peerings: "peerings"
    case .partitions: "partitions"
    case .exportedServices: "exportedServices"
    case .importedServices: "importedServices"
    }
  }

  fileprivate var argument: String {
    if case .caLeaf(let service) = self { service } else { "" }
  }
}

extension Query.Scope {
  /// `?ns=a&partition=b&stale@dc`, the empty parts left out.
  fileprivate var text: String {
    let pairs = [
      ("ns", namespace), ("partition", partition), ("peer", peer),
      ("sameness-group", samenessGroup),
    ]
    var options = pairs.filter { !$0.1.isEmpty }.map { "\($0.0)=\($0.1)" }
    if !filter.isEmpty { options.append("filter=(\(filter.string))") }
    if isCached { options.append("cached") }
    if let consistency { options.append(consistency.rawValue) }
    let optionText = options.isEmpty ? "" : "?" + options.joined(separator: "&")
    return optionText + (datacenter.isEmpty ? "" : "@" + datacenter)
  }
}
