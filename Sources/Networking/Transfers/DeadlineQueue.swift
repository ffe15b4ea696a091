/// Deadlines in order: a binary heap whose entries name transfers by number.
///
/// Entries of finished transfers stay until they come up or outnumber the living: removal is free.
struct DeadlineQueue {
  private var heap: [Entry] = []

  struct Entry {
    let deadline: Int64
    let number: UInt64
  }

  /// The earliest deadline, perhaps of a finished transfer.
  var first: Int64? { heap.first?.deadline }

  var count: Int { heap.count }

  mutating func insert(_ entry: Entry) {
    heap.append(entry)
    var child = heap.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      guard heap[child].deadline < heap[parent].deadline else { break }
      heap.swapAt(child, parent)
      child = parent
    }
  }

  /// Removes and returns the earliest entry if it is not later than `now`.
  mutating func popDue(_ now: Int64) -> Entry? {
    guard let first = heap.first, first.deadline <= now else { return nil }
    let last = heap.removeLast()
    if !heap.isEmpty {
      heap[0] = last
      sink(0)
    }
    return first
  }

  /// Forgets the entries that do not satisfy `isAlive`.
  mutating func compact(_ isAlive: (Entry) -> Bool) {
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
      let isRightFirst = right < heap.count && heap[right].deadline < heap[left].deadline
      let child = isRightFirst ? right : left
      guard heap[child].deadline < heap[parent].deadline else { return }
      heap.swapAt(child, parent)
      parent = child
    }
  }
}
