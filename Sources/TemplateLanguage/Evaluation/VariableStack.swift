internal import Values

/// The variables of the running templates: a stack in which the innermost of a name counts.
struct VariableStack: ~Copyable {
  /// A variable and its value.
  struct Entry {
    let number: Int32
    /// Whether its static type in Go is an interface, as in `range` over `[]interface {}`.
    var isInterface: Bool
    var value: Value
  }

  private var base: UnsafeMutablePointer<Entry>
  private var capacity = 16
  /// The number of variables.
  private(set) var count = 0
  /// Where those of the running template begin.
  private var frame = 0

  init() { base = .allocate(capacity: capacity) }

  deinit {
    base.deinitialize(count: count)
    base.deallocate()
  }

  /// Declares a variable.
  mutating func push(_ number: Int32, _ value: Value) {
    if count == capacity { grow() }
    (base + count).initialize(to: Entry(number: number, isInterface: false, value: value))
    count += 1
  }

  /// Forgets all but the first `mark` variables.
  @inline(__always)
  mutating func truncate(to mark: Int) {
    guard count > mark else { return }
    (base + mark).deinitialize(count: count - mark)
    count = mark
  }

  /// Changes the newest variable (1), or the one before it (2).
  mutating func replace(fromTop depth: Int, _ value: Value, isInterface: Bool) {
    let index = count - depth
    guard index >= frame else { return }
    base[index].value = value
    base[index].isInterface = isInterface
  }

  /// The innermost variable of a number.
  @inline(__always)
  func find(_ number: Int32) -> Entry? {
    var index = count
    while index > frame {
      index -= 1
      if base[index].number == number { return base[index] }
    }
    return nil
  }

  /// Changes the innermost variable of a number; false if there is none.
  mutating func assign(_ number: Int32, _ value: Value, isInterface: Bool) -> Bool {
    var index = count
    while index > frame {
      index -= 1
      guard base[index].number == number else { continue }
      base[index].value = value
      base[index].isInterface = isInterface
      return true
    }
    return false
  }

  /// Hides all variables from a called template; returns what `leave` needs.
  mutating func enter() -> Int {
    let outer = frame
    frame = count
    return outer
  }

  /// Ends a called template.
  mutating func leave(to outer: Int) {
    truncate(to: frame)
    frame = outer
  }

  private mutating func grow() {
    let larger = UnsafeMutablePointer<Entry>.allocate(capacity: capacity * 2)
    larger.moveInitialize(from: base, count: count)
    base.deallocate()
    base = larger
    capacity *= 2
  }
}
