import DataFormats
import RegistryCore
import Values

extension ConsulAnswers {
  /// `/v1/catalog/services`: an object of names and tags.
  static func snippets(
    _ root: JSONCursor, _ pool: TextPool
  ) throws(ConsulAnswerError) -> Value {
    var services: [(name: Bytes, tags: Value)] = []
    services.reserveCapacity(root.count)
    for (key, value) in try root.object("the answer") {
      services.append((key.bytes ?? Bytes(), try tags(value, pool)))
    }
    services.sort { $0.name < $1.name }
    let records = services.map {
      Value.recordPointer(
        RecordValue(RegistryShapes.catalogSnippet, [.bytes($0.name), $0.tags]))
    }
    return .list(
      ListValue(records, elementType: .pointer(.record(RegistryShapes.catalogSnippet))))
  }

  /// `/v1/catalog/nodes`: an array of nodes, in Consul's order if it sorted by distance.
  static func nodes(
    _ root: JSONCursor, isSorted: Bool, _ pool: TextPool
  ) throws(ConsulAnswerError) -> Value {
    var nodes: [NodePart] = []
    nodes.reserveCapacity(root.count)
    for element in try root.list("the answer") { nodes.append(try NodePart(element, pool)) }
    if !isSorted {
      nodes.sort { $0.name == $1.name ? $0.address < $1.address : $0.name < $1.name }
    }
    return .list(
      ListValue(
        nodes.map { .recordPointer($0.record) },
        elementType: .pointer(.record(RegistryShapes.node))))
  }

  /// `/v1/catalog/node`: an object of a node and its services, or `null` for an unknown node.
  static func catalogNode(
    _ root: JSONCursor, _ pool: TextPool
  ) throws(ConsulAnswerError) -> Value {
    if root.isNull {
      return catalogNode(
        .pointer(PointerValue(to: nil, type: .record(RegistryShapes.node))), services: [])
    }
    var node: NodePart?
    var services: [NodeService] = []
    for (key, value) in try root.object("the answer") {
      if key.equals("Node") {
        node = try NodePart(value, pool)
      } else if key.equals("Services"), !value.isNull {
        for (_, service) in try value.object("`Services`") {
          services.append(try NodeService(service, pool))
        }
      }
    }
    guard let node else { throw ConsulAnswerError("expected a `Node`") }
    services.sort { $0.name == $1.name ? $0.id < $1.id : $0.name < $1.name }
    return catalogNode(.recordPointer(node.record), services: services.map(\.value))
  }

  private static func catalogNode(_ node: Value, services: [Value]) -> Value {
    let list = ListValue(
      services, elementType: .pointer(.record(RegistryShapes.catalogNodeService)))
    return .recordPointer(RecordValue(RegistryShapes.catalogNode, [node, .list(list)]))
  }

  /// A node as all endpoints describe it.
  struct NodePart {
    var id = Bytes()
    var name = Bytes()
    var address = Bytes()
    var datacenter = Bytes()
    var taggedAddresses = JSONCursor.nilMap
    var meta = JSONCursor.nilMap

    init(_ cursor: JSONCursor, _ pool: TextPool) throws(ConsulAnswerError) {
      for (key, value) in try cursor.object("a node") {
        if key.equals("ID") {
          id = try value.text("`Node.ID`", pool)
        } else if key.equals("Node") {
          name = try value.text("`Node.Node`", pool)
        } else if key.equals("Address") {
          address = try value.text("`Node.Address`", pool)
        } else if key.equals("Datacenter") {
          datacenter = try value.text("`Node.Datacenter`", pool)
        } else if key.equals("TaggedAddresses") {
          taggedAddresses = try value.textMap("`Node.TaggedAddresses`", pool)
        } else if key.equals("Meta") {
          meta = try value.textMap("`Node.Meta`", pool)
        }
      }
      guard !name.isEmpty else { throw ConsulAnswerError("expected a `Node.Node`") }
    }

    var record: RecordValue {
      RecordValue(
        RegistryShapes.node,
        [
          .bytes(id), .bytes(name), .bytes(address), .bytes(datacenter), taggedAddresses, meta,
        ])
    }
  }

  private struct NodeService {
    var id = Bytes()
    var name = Bytes()
    var tags = ConsulAnswers.noTags
    var meta = JSONCursor.nilMap
    var port: Int64 = 0
    var address = Bytes()
    var isTagOverrideEnabled = false

    init(_ cursor: JSONCursor, _ pool: TextPool) throws(ConsulAnswerError) {
      for (key, value) in try cursor.object("a service") {
        if key.equals("ID") {
          id = try value.text("a service's `ID`", pool)
        } else if key.equals("Service") {
          name = try value.text("a service's `Service`", pool)
        } else if key.equals("Tags") {
          tags = try ConsulAnswers.tags(value, pool)
        } else if key.equals("Meta") {
          meta = try value.textMap("a service's `Meta`", pool)
        } else if key.equals("Port") {
          port = try value.number("a service's `Port`")
        } else if key.equals("Address") {
          address = try value.text("a service's `Address`", pool)
        } else if key.equals("EnableTagOverride") {
          isTagOverrideEnabled = try value.flag("a service's `EnableTagOverride`")
        }
      }
      guard !name.isEmpty else { throw ConsulAnswerError("expected a service's `Service`") }
    }

    var value: Value {
      .recordPointer(
        RecordValue(
          RegistryShapes.catalogNodeService,
          [
            .bytes(id), .bytes(name), tags, meta, .int(port, .int), .bytes(address),
            .bool(isTagOverrideEnabled),
          ]))
    }
  }
}
