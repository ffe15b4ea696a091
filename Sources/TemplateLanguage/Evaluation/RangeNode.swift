internal import Values

/// `{{range $key, $value := pipeline}}…{{else}}…{{end}}`
final class RangeNode: BranchNode {
  /// What the text that the body writes depends on, besides the elements as arguments.
  private let dependence: TemplateFunction.Dependence

  override init(
    _ range: Range<Int>, _ pipeline: Pipeline, _ body: Block, _ otherwise: Block?
  ) {
    dependence = ClosedBody.dependence(pipeline, body)
    super.init(range, pipeline, body, otherwise)
  }

  override var word: String { "range" }

  override func execute(_ run: inout Evaluation, _ dot: Value) throws(Failure) -> Flow {
    run.at(self)
    let mark = run.variables.count
    let isOuterInterface = run.isDotInterface
    let value = RangeNode.target(of: try expression.evaluate(&run, dot))
    let hasRun = try iterate(&run, value)
    run.isDotInterface = isOuterInterface
    var flow = Flow.normal
    if !hasRun, let otherwise { flow = try otherwise.execute(&run, dot) }
    run.variables.truncate(to: mark)
    return flow
  }

  /// What a value points to, all the way.
  private static func target(of value: Value) -> Value {
    var value = value
    while case .pointer(let pointer) = value, let target = pointer.target { value = target }
    return value
  }

  /// Runs the body for each element; false if there was none.
  private func iterate(_ run: inout Evaluation, _ value: Value) throws(Failure) -> Bool {
    switch value {
    case .list(let list): return try iterate(&run, list)
    case .map(let map): return try iterate(&run, map)
    case .int(let count, let width):
      try checkSingleVariable(&run, value)
      guard count > 0 else { return false }
      run.isDotInterface = false
      var number: Int64 = 0
      while number < count {
        if try !iteration(&run, .absent, .int(number, width)) { break }
        number += 1
      }
      return true
    case .uint(let count, let width):
      try checkSingleVariable(&run, value)
      guard count > 0 else { return false }
      run.isDotInterface = false
      var number: UInt64 = 0
      while number < count {
        if try !iteration(&run, .absent, .uint(number, width)) { break }
        number += 1
      }
      return true
    case .object(let object as IntegerSequence):
      run.isDotInterface = false
      if dependence == .answers, let memory = run.session.memory {
        let first = object.range.lowerBound
        return try iterateRounds(&run, .numbers(object.range), object.range.count, memory) {
          .int(first + Int64($0), .int64)
        }
      }
      var index = 0
      for number in object.range {
        if try !iteration(&run, .int(index), .int(number, .int64)) { break }
        index += 1
      }
      return !object.range.isEmpty
    case .absent, .null: return false
    default: throw run.fail("range can't iterate over \(run.text(of: value))")
    }
  }

  private func iterate(_ run: inout Evaluation, _ list: ListValue) throws(Failure) -> Bool {
    if list.elements.isEmpty { return false }
    guard let memory = run.session.memory, list.isLasting else {
      return try iterateElements(&run, list)
    }
    switch dependence {
    case .anything: return try iterateElements(&run, list)
    case .answers:
      run.isDotInterface = false
      return try iterateRounds(&run, .list(list), list.elements.count, memory) {
        list.elements[$0]
      }
    case .arguments: break
    }
    if memory.recall(self, list, to: run.output) { return true }
    // What is remembered whole need not be remembered in parts.
    let session = run.session
    session.memory = nil
    defer { session.memory = memory }
    let start = run.output.count
    let hasRun = try iterateElements(&run, list)
    memory.remember(self, list, from: start, in: run.output)
    return hasRun
  }

  /// Runs the body for the elements whose text is another one than the last time.
  private func iterateRounds(
    _ run: inout Evaluation, _ source: EvaluationMemory.Source, _ count: Int,
    _ memory: EvaluationMemory, _ element: (Int) -> Value
  ) throws(Failure) -> Bool {
    let context = run.session.context
    var rounds = memory.begin(self, source, count, run.output)
    for index in 0..<count {
      var goesOn = memory.recall(&rounds, in: context, to: run.output)
      if goesOn == nil {
        let mark = memory.mark(context, run.output)
        goesOn = try iteration(&run, .int(index), element(index))
        memory.add(to: &rounds, since: mark, context, run.output, goesOn: goesOn ?? true)
      }
      if goesOn == false { break }
    }
    memory.remember(rounds, in: run.output)
    return count > 0
  }

  private func iterateElements(
    _ run: inout Evaluation, _ list: ListValue
  ) throws(Failure) -> Bool {
    run.isDotInterface = list.elementType.isAny
    for index in list.elements.indices {
      if try !iteration(&run, .int(index), list.elements[index]) { break }
    }
    return true
  }

  private func iterate(_ run: inout Evaluation, _ map: MapValue) throws(Failure) -> Bool {
    if map.keys.isEmpty { return false }
    run.isDotInterface = map.valueType.isAny
    // The body may change the map; the loop is over what it was.
    let (keys, values) = (map.keys, map.values)
    for index in keys.indices {
      if try !iteration(&run, keys[index], values[index]) { break }
    }
    return true
  }

  private func checkSingleVariable(
    _ run: inout Evaluation, _ value: Value
  ) throws(Failure) {
    if pipeline.declarations.count > 1 {
      throw run.fail("can't use \(run.text(of: value)) to iterate over more than one variable")
    }
  }

  /// One round; false after a `break`.
  @inline(__always)
  private func iteration(
    _ run: inout Evaluation, _ index: Value, _ element: Value
  ) throws(Failure) -> Bool {
    try run.step()
    let isInterface = run.isDotInterface
    if pipeline.declares { try declare(&run, index, element) }
    let mark = run.variables.count
    let flow = try body.execute(&run, element)
    run.variables.truncate(to: mark)
    run.isDotInterface = isInterface
    return flow != .break
  }

  private func declare(
    _ run: inout Evaluation, _ index: Value, _ element: Value
  ) throws(Failure) {
    let names = pipeline.declarations
    guard pipeline.isAssignment else {
      run.variables.replace(fromTop: 1, element, isInterface: run.isDotInterface)
      if names.count > 1 { run.variables.replace(fromTop: 2, index, isInterface: false) }
      return
    }
    if names.count > 1 { try run.assign(index, to: names[0]) }
    guard let last = names.last else { return }
    try run.assign(element, to: last, isInterface: run.isDotInterface)
  }
}
