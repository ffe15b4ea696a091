import DataFormats
import RegistryCore
import Values

extension ConsulAnswers {
  /// `/v1/health/service` and `/v1/health/connect`: an array of node, service and checks.
  static func services(
    _ root: JSONCursor, query: Query.ServiceQuery, _ pool: TextPool
  ) throws(ConsulAnswerError) -> Value {
    var instances: [Instance] = []
    instances.reserveCapacity(root.count)
    // Consul has applied the filter where it can.
    let filter = query.statuses == [.passing] ? [] : query.statuses.map { Bytes($0.rawValue) }
    for element in try root.list("the answer") {
      let instance = try Instance(element, pool)
      if filter.isEmpty || filter.contains(instance.status) { instances.append(instance) }
    }
    if query.near.isEmpty {
      instances.sort { $0.node == $1.node ? $0.id < $1.id : $0.node < $1.node }
    }
    return .list(
      ListValue(
        instances.map { .recordPointer($0.record) },
        elementType: .pointer(.record(RegistryShapes.healthService))))
  }

  private struct Instance {
    let node: Bytes
    let id: Bytes
    let status: Bytes
    let record: RecordValue

    init(_ element: JSONCursor, _ pool: TextPool) throws(ConsulAnswerError) {
      var node: NodePart?
      var service: ServicePart?
      var checks: (list: Value, status: Bytes) = (ConsulAnswers.noChecks, "passing")
      for (key, value) in try element.object("an instance") {
        if key.equals("Node") {
          node = try NodePart(value, pool)
        } else if key.equals("Service") {
          service = try ServicePart(value, pool)
        } else if key.equals("Checks"), !value.isNull {
          checks = try ConsulAnswers.checks(value, pool)
        }
      }
      guard let node, let service else {
        throw ConsulAnswerError("expected an instance with `Node` and `Service`")
      }
      self.node = node.name
      id = service.id
      status = checks.status
      record = RecordValue(
        RegistryShapes.healthService,
        [
          .bytes(node.name), .bytes(node.id), .bytes(node.address), node.taggedAddresses,
          node.meta, service.meta,
          .bytes(service.address.isEmpty ? node.address : service.address),
          service.taggedAddresses, .bytes(service.id), .bytes(service.name), service.tags,
          checks.list, .bytes(checks.status), .int(service.port, .int), service.weights,
        ])
    }
  }

  private struct ServicePart {
    var id = Bytes()
    var name = Bytes()
    var address = Bytes()
    var meta = JSONCursor.nilMap
    var taggedAddresses = ConsulAnswers.noTaggedAddresses
    var tags = ConsulAnswers.noTags
    var port: Int64 = 0
    var weights = ConsulAnswers.noWeights

    init(_ cursor: JSONCursor, _ pool: TextPool) throws(ConsulAnswerError) {
      for (key, value) in try cursor.object("`Service`") {
        if key.equals("ID") {
          id = try value.text("`Service.ID`", pool)
        } else if key.equals("Service") {
          name = try value.text("`Service.Service`", pool)
        } else if key.equals("Tags") {
          tags = try ConsulAnswers.tags(value, pool)
        } else if key.equals("Address") {
          address = try value.text("`Service.Address`", pool)
        } else if key.equals("Port") {
          port = try value.number("`Service.Port`")
        } else if key.equals("Meta") {
          meta = try value.textMap("`Service.Meta`", pool)
        } else if key.equals("TaggedAddresses") {
          taggedAddresses = try ConsulAnswers.taggedAddresses(value, pool)
        } else if key.equals("Weights") {
          weights = try ConsulAnswers.weights(value, pool)
        }
      }
      guard !name.isEmpty else { throw ConsulAnswerError("expected a `Service.Service`") }
    }
  }

  /// Tags as templates see them: sorted.
  static func tags(
    _ cursor: JSONCursor, _ pool: TextPool
  ) throws(ConsulAnswerError) -> Value {
    if cursor.count == 0, cursor.isNull || cursor.kind == .array { return noTags }
    return pool.tags(try cursor.texts("a list of tags", pool).sorted())
  }

  private static func taggedAddresses(
    _ cursor: JSONCursor, _ pool: TextPool
  ) throws(ConsulAnswerError) -> Value {
    if cursor.isNull { return noTaggedAddresses }
    var entries: [(Bytes, Value)] = []
    for (key, value) in try cursor.object("`Service.TaggedAddresses`") {
      var address = Bytes()
      var port: Int64 = 0
      for (name, field) in try value.object("a tagged address") {
        if name.equals("Address") {
          address = try field.text("a tagged address", pool)
        } else if name.equals("Port") {
          port = try field.number("a tagged address's port")
        }
      }
      let record = RecordValue(
        RegistryShapes.taggedAddress, [.bytes(address), .int(port, .int)])
      entries.append((pool.text(key) ?? Bytes(), .record(record)))
    }
    return .map(
      MapValue(entries, valueType: .record(RegistryShapes.taggedAddress)))
  }

  private static func weights(
    _ cursor: JSONCursor, _ pool: TextPool
  ) throws(ConsulAnswerError) -> Value {
    if cursor.isNull { return noWeights }
    var passing: Int64 = 0
    var warning: Int64 = 0
    for (key, value) in try cursor.object("`Service.Weights`") {
      if key.equals("Passing") {
        passing = try value.number("`Weights.Passing`")
      } else if key.equals("Warning") {
        warning = try value.number("`Weights.Warning`")
      }
    }
    return pool.weights(passing: passing, warning: warning)
  }

  // What most instances have in common.
  static let noTags = Value.list(
    ListValue([], elementType: .string, named: RegistryShapes.serviceTags))
  private static let noTaggedAddresses = Value.map(
    MapValue([], valueType: .record(RegistryShapes.taggedAddress), isNil: true))
  private static let noWeights = Value.record(
    RecordValue(RegistryShapes.weights, [.int(0, .int), .int(0, .int)]))
}
