/// Deadlines in order: a binary heap whose entries name by number what they belong to.
///
/// Entries of what is over stay until they come up or outnumber the living: removal is free.
package struct DeadlineQueue {
  private var heap: [Entry] = []

  /// When something is due.
  package struct Entry {
    /// In nanoseconds of the monotonic clock.
    package let deadline: Int64
    /// What is due.
    package let number: UInt64

    /// An entry.
    package init(deadline: Int64, number: UInt64) {
      self.deadline = deadline
      self.number = number
    }

    fileprivate static func < (left: Entry, right: Entry) -> Bool {
      (left.deadline, left.number) < (right.deadline, right.number)
    }
  }

  /// No deadlines.
  package init() {}

  /// The earliest deadline of what is not over; forgets the entries before it.
  package mutating func first(_ isAlive: (UInt64) -> Bool) -> Int64? {
    while let entry = heap.first {
      if isAlive(entry.number) { return entry.deadline }
      _ = popDue(entry.deadline)
    }
    return nil
  }

  /// How many entries there are.
  package var count: Int { heap.count }

  /// Adds an entry; equal deadlines come in the order of their numbers.
  package mutating func insert(_ entry: Entry) {
    heap.append(entry)
    var child = heap.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      guard heap[child] < heap[parent] else { break }
      heap.swapAt(child, parent)
      child = parent
    }
  }

  /// Removes and returns the earliest entry if it is not later than `now`.
  package mutating func popDue(_ now: Int64) -> Entry? {
    guard let first = heap.first, first.deadline <= now else { return nil }
    let last = heap.removeLast()
    if !heap.isEmpty {
      heap[0] = last
      sink(0)
    }
    return first
  }

  /// Forgets the entries that do not satisfy `isAlive`.
  package mutating func compact(_ isAlive: (Entry) -> Bool) {
    let alive = heap.filter(isAlive)
    heap = []
    for entry in alive { insert(entry) }
  }

  private mutating func sink(_ start: Int) {
    var parent = start
    while true {
      let left = 2 * parent + 1
      guard left < heap.count else { return }
      let right = left + 1
      let isRightFirst = right < heap.count && heap[right] < heap[left]
      let child = isRightFirst ? right : left
      guard heap[child] < heap[parent] else { return }
      heap.swapAt(child, parent)
      parent = child
    }
  }
}
