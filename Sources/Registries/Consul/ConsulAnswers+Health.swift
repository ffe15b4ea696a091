import DataFormats
import RegistryCore
import Values

extension ConsulAnswers {
  /// `/v1/health/service` and `/v1/health/connect`: an array of node, service and checks. Instances
  /// that are as they were in `known`, an earlier value, are the same objects.
  static func services(
    _ root: JSONCursor, query: Query.ServiceQuery, known: Value? = nil
  ) throws(ConsulAnswerError) -> Value {
    let result = root.glance { root -> Result<Value, JSONShapeError> in
      do throws(JSONShapeError) {
        return .success(try services(root, query: query, known: KnownRecords(known)))
      } catch { return .failure(error) }
    }
    do throws(JSONShapeError) {
      return try result.get()
    } catch { throw ConsulAnswerError(error.message) }
  }

  private static func services(
    _ root: JSONGlance, query: Query.ServiceQuery, known: consuming KnownRecords
  ) throws(JSONShapeError) -> Value {
    guard root.isArray else {
      throw JSONShapeError(expected: "an array", as: "the answer", found: root)
    }
    var instances: [RecordValue] = []
    instances.reserveCapacity(root.count)
    // Consul has applied the filter where it can.
    let filter = query.statuses == [.passing] ? [] : query.statuses.map(\.rawValue)
    var reader = InstanceReader(filter: filter)
    for element in root.elements {
      if let instance = try reader.read(element, known: &known) { instances.append(instance) }
    }
    if query.near.isEmpty { instances.sort(by: InstanceReader.isInOrder) }
    return known.list(of: instances, RegistryShapes.healthService)
  }

  /// Tags as templates see them: sorted.
  static func tags(
    _ cursor: JSONCursor, _ pool: TextPool
  ) throws(ConsulAnswerError) -> Value {
    if cursor.count == 0, cursor.isNull || cursor.kind == .array { return noTags }
    return pool.tags(try cursor.texts("a list of tags", pool).sorted())
  }

  // What most services have in common.
  static let noTags = Value.list(
    ListValue([], elementType: .string, named: RegistryShapes.serviceTags))
}
