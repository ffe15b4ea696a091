import DataFormats
import RegistryCore
import Values

extension ConsulAnswers {
  static let noChecks = Value.list(
    ListValue(
      [], elementType: .pointer(.record(RegistryShapes.healthCheck)),
      named: RegistryShapes.healthChecks, isNil: true))

  /// The checks of an instance and their aggregated status.
  static func checks(
    _ cursor: JSONCursor, _ pool: TextPool
  ) throws(ConsulAnswerError) -> (list: Value, status: Bytes) {
    var checks: [Value] = []
    checks.reserveCapacity(cursor.count)
    var aggregate = StatusAggregate()
    for element in try cursor.list("`Checks`") {
      let check = try Check(element, pool)
      aggregate.add(id: check.id, status: check.status)
      checks.append(.recordPointer(check.record))
    }
    let list = ListValue(
      checks, elementType: .pointer(.record(RegistryShapes.healthCheck)),
      named: RegistryShapes.healthChecks)
    return (.list(list), aggregate.status)
  }

  /// Consul's rule: maintenance before critical before warning before passing; an unknown status is
  /// the empty text.
  struct StatusAggregate {
    private var rank = 0
    private var isMaintenance = false
    private var isUnknown = false

    mutating func add(id: Bytes, status: Bytes) {
      if isMaintenance || isUnknown { return }
      if id == "_node_maintenance" || id.hasPrefix("_service_maintenance:") {
        isMaintenance = true
      } else if status == "critical" {
        rank = 2
      } else if status == "warning" {
        rank = max(rank, 1)
      } else if status != "passing" {
        isUnknown = true
      }
    }

    var status: Bytes {
      if isMaintenance { return "maintenance" }
      return isUnknown ? "" : ["passing", "warning", "critical"][rank]
    }
  }

  private struct Check {
    let id: Bytes
    let status: Bytes
    let record: RecordValue

    /// The texts in the order of the shape's fields, with the tags between them.
    private static let textNames: [StaticString] = [
      "Node", "CheckID", "Name", "Status", "Notes", "Output", "ServiceID", "ServiceName",
      "ServiceTags", "Type", "Namespace", "Partition", "CreateIndex", "ModifyIndex",
    ]
    private static let tagsPosition = 8
    private static let indexPosition = 12

    init(_ cursor: JSONCursor, _ pool: TextPool) throws(ConsulAnswerError) {
      var fields = Check.zeroFields
      for (key, value) in try cursor.object("a check") {
        guard let position = Check.textNames.firstIndex(where: { key.equals($0) }) else { continue }
        fields[position] =
          if position >= Check.indexPosition {
            .uint64(try value.unsigned("a check's index"))
          } else if position == Check.tagsPosition {
            try Check.tags(value, pool)
          } else {
            .bytes(try value.text("a check\'s `\(Check.textNames[position])`", pool))
          }
      }
      guard case .bytes(let id) = fields[1], case .bytes(let status) = fields[3] else {
        preconditionFailure("a check's id and status are texts")
      }
      self.id = id
      self.status = status
      record = RecordValue(RegistryShapes.healthCheck, fields)
    }

    private static func tags(
      _ cursor: JSONCursor, _ pool: TextPool
    ) throws(ConsulAnswerError) -> Value {
      if cursor.isNull { return nilTags }
      return pool.strings(try cursor.texts("`ServiceTags`", pool))
    }

    private static let nilTags = Value.list(
      ListValue([], elementType: .string, isNil: true))
    private static let zeroFields: [Value] =
      Array(repeating: .bytes(Bytes()), count: tagsPosition) + [nilTags]
      + Array(repeating: .bytes(Bytes()), count: 3) + [.uint64(0), .uint64(0)]
  }
}
