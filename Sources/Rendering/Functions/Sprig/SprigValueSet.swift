import Values

/// The values seen so far, found in constant time whatever they are: equality of Go's
/// `reflect.DeepEqual`, for which NaN and functions differ from all there is.
struct SprigValueSet {
  /// Values of one digest, which hardly ever are more than one.
  private var buckets: [Int: [Value]] = [:]
  /// How many pairs of values were compared, for those who want to know that it is few.
  private(set) var comparisons = 0

  init(_ values: some Sequence<Value> = []) throws(ValueError) {
    for value in values { _ = try insert(value) }
  }

  /// Adds a value; false if it was there.
  mutating func insert(_ value: Value) throws(ValueError) -> Bool {
    if isUnlikeAll(value) { return true }
    let digest = SprigValueSet.digest(of: value)
    if try holds(value, digest) { return false }
    buckets[digest, default: []].append(value)
    return true
  }

  /// Whether an equal value was added.
  mutating func contains(_ value: Value) throws(ValueError) -> Bool {
    if isUnlikeAll(value) { return false }
    return try holds(value, SprigValueSet.digest(of: value))
  }

  private mutating func holds(_ value: Value, _ digest: Int) throws(ValueError) -> Bool {
    guard let bucket = buckets[digest] else { return false }
    for other in bucket {
      comparisons += 1
      if try SprigEquality.areEqual(value, other) { return true }
    }
    return false
  }

  private func isUnlikeAll(_ value: Value) -> Bool {
    switch value {
    case .float(let number, _): number.isNaN
    case .function: true
    default: false
    }
  }

  private static func digest(of value: Value) -> Int {
    var hasher = Hasher()
    combine(value, into: &hasher, depth: 0)
    return hasher.finalize()
  }

  /// Equal values give the same; what is deeper than values may be compared is left out.
  private static func combine(_ value: Value, into hasher: inout Hasher, depth: Int) {
    guard depth < SprigLimit.depth else { return }
    switch value {
    case .null, .absent: hasher.combine(0)
    case .bool(let flag): hasher.combine(flag)
    case .int(let number, _): hasher.combine(number)
    case .uint(let number, _): hasher.combine(number)
    // A list that holds NaN equals itself: all NaN are alike here.
    case .float(let number, _): hasher.combine(number.isNaN ? 0 : number)
    case .bytes(let text): hasher.combine(text)
    case .list(let list): combine(list.elements, into: &hasher, depth: depth)
    case .map(let map):
      combine(map.keys, into: &hasher, depth: depth)
      combine(map.values, into: &hasher, depth: depth)
    case .record(let record), .recordPointer(let record):
      combine(record.fields, into: &hasher, depth: depth)
    case .pointer(let pointer):
      if let target = pointer.target { combine(target, into: &hasher, depth: depth + 1) }
    case .function: hasher.combine(1)
    case .object(let object): hasher.combine(ObjectIdentifier(object))
    }
  }

  private static func combine(_ values: [Value], into hasher: inout Hasher, depth: Int) {
    hasher.combine(values.count)
    for value in values { combine(value, into: &hasher, depth: depth + 1) }
  }
}
