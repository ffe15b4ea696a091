internal import Diagnostics
internal import Values

/// One name of a path that is being followed.
struct PathStep {
  let name: FieldName
  /// The whole path, which errors show.
  let node: PathExpression
  /// The dot, for a method's arguments.
  let dot: Value
  /// Whether the static type of the receiver is an interface in Go.
  let isInterface: Bool
}

extension Evaluation {
  /// A field of a struct whose shape was met here last time.
  @inline(__always)
  func cachedField(_ cache: Int, of value: Value) -> Value? {
    switch value {
    case .record(let record), .recordPointer(let record):
      guard let position = caches.position(cache, record.shape) else { return nil }
      return record.field(at: position)
    default: return nil
    }
  }

  /// Writes the text or number at the end of a path into a packed record, without making values of
  /// what lies on the way. False if it is something else, or was not met here last time.
  @inline(__always)
  func writePacked(_ names: [FieldName], of value: Value) -> Bool {
    switch value {
    case .record(let record), .recordPointer(let record):
      guard record.base != nil else { return false }
      return writePacked(names, in: record)
    default: return false
    }
  }

  @inline(never)
  private func writePacked(_ names: [FieldName], in record: RecordValue) -> Bool {
    guard var part = PackedPart(record) else { return false }
    let last = names.count - 1
    for index in 0..<last {
      guard let position = caches.position(names[index].cache, part.shape),
        let inner = part.part(at: position)
      else { return false }
      part = inner
    }
    guard let position = caches.position(names[last].cache, part.shape),
      let scalar = part.scalar(at: position)
    else { return false }
    switch scalar {
    case .text(let text): output.append(text)
    case .number(let number): IntegerText.append(number, to: output)
    }
    return true
  }

  /// The method, field or entry of a name; and whether its static type is an interface.
  mutating func field(
    _ step: PathStep, of receiver: Value, _ call: MethodArguments
  ) throws(Failure) -> (value: Value, isInterface: Bool) {
    switch receiver {
    case .absent:
      if session.missingKey == .error {
        throw fail("nil data; no entry for key \(Quoting.quote(step.name.name))")
      }
      return (.absent, false)
    case .null: throw failNil(step, "interface {}")
    case .record(let record), .recordPointer(let record):
      return try field(step, of: record, receiver, call)
    case .map(let map): return try entry(step, of: map, receiver, call)
    case .pointer(let pointer): return try field(step, of: pointer, receiver, call)
    case .list(let list):
      if let method = list.named?.methods[step.name.name] {
        return (try self.call(method, on: receiver, step, call), false)
      }
    case .object(let object):
      if let method = object.type.methods[step.name.name] {
        return (try self.call(method, on: receiver, step, call), false)
      }
    default: break
    }
    throw failField(step, receiver)
  }

  private mutating func field(
    _ step: PathStep, of record: RecordValue, _ receiver: Value, _ call: MethodArguments
  ) throws(Failure) -> (value: Value, isInterface: Bool) {
    let shape = record.shape
    if call.isEmpty, let position = caches.position(step.name.cache, shape) {
      return (record.field(at: position), shape.fields[position].type.isAny)
    }
    if let method = shape.methods[step.name.name] {
      return (try self.call(method, on: receiver, step, call), false)
    }
    guard let position = shape.position(of: step.name.name) else {
      let names = shape.fields.map(\.name.string) + shape.methods.keys.map(\.string)
      let hint = Suggestion.hint(for: step.name.name.string, among: names)
      throw failField(step, receiver, hint: hint)
    }
    guard call.isEmpty else {
      let name = step.name.name.string
      throw fail("\(name) has arguments but cannot be invoked as function")
    }
    caches.remember(step.name.cache, shape, position)
    return (record.field(at: position), shape.fields[position].type.isAny)
  }

  private mutating func entry(
    _ step: PathStep, of map: MapValue, _ receiver: Value, _ call: MethodArguments
  ) throws(Failure) -> (value: Value, isInterface: Bool) {
    let name = step.name.name
    if let method = map.named?.methods[name] {
      return (try self.call(method, on: receiver, step, call), false)
    }
    // As in Go, a name finds an entry wherever a string can be a key: also in what YAML gives.
    switch map.keyType.underlying {
    case .string, .any: break
    default: throw failField(step, receiver)
    }
    guard call.isEmpty else {
      throw fail("\(name.string) is not a method but has arguments")
    }
    if let value = map[name] { return (value, map.valueType.isAny) }
    switch session.missingKey {
    case .default, .invalid: return (.absent, false)
    case .zero: return (Value.zero(of: map.valueType), map.valueType.isAny)
    case .error:
      let hint = Suggestion.hint(
        for: name.string, among: map.keys.lazy.compactMap(\.text).prefix(1000))
      throw fail("map has no entry for key \(Quoting.quote(name))", hint: hint)
    }
  }

  private mutating func field(
    _ step: PathStep, of pointer: PointerValue, _ receiver: Value, _ call: MethodArguments
  ) throws(Failure) -> (value: Value, isInterface: Bool) {
    if let target = pointer.target {
      let inner = PathStep(
        name: step.name, node: step.node, dot: step.dot, isInterface: step.isInterface)
      return try field(inner, of: target, call)
    }
    if case .record(let shape) = pointer.targetType.underlying,
      shape.position(of: step.name.name) == nil
    {
      throw failField(step, receiver)
    }
    throw failNil(step, step.isInterface ? "interface {}" : receiver.goTypeName)
  }

  // MARK: Errors

  private func failNil(_ step: PathStep, _ type: String) -> Failure {
    fail("nil pointer evaluating \(type).\(step.name.name.string)")
  }

  private func failField(
    _ step: PathStep, _ receiver: Value, hint: String? = nil
  ) -> Failure {
    let type = step.isInterface ? "interface {}" : receiver.goTypeName
    let name = step.name.name.string
    return fail("can't evaluate field \(name) in type \(type)", code: "unknown-field", hint: hint)
  }
}

extension RecordValue {
  /// The value of the field at a position. As `value(at:)`, which other modules cannot inline.
  @inline(__always)
  fileprivate func field(at position: Int) -> Value {
    base == nil ? values[position] : packedValue(at: position)
  }
}

extension GoType {
  /// Whether it is `interface {}`.
  var isAny: Bool { if case .any = self { true } else { false } }
}

extension Value {
  /// The text of a Go string.
  fileprivate var text: String? { if case .bytes(let bytes) = self { bytes.string } else { nil } }
}
