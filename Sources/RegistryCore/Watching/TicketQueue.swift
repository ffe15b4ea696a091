/// A line of calls. Taking the first is cheap; what is gone meanwhile stays until its turn.
struct TicketQueue {
  private var front: [Int] = []
  private var back: [Int] = []
  private var head = 0

  var isEmpty: Bool { front.isEmpty && head == back.count }

  mutating func append(_ ticket: Int) { back.append(ticket) }

  mutating func prepend(_ ticket: Int) { front.append(ticket) }

  mutating func popFirst() -> Int? {
    if let ticket = front.popLast() { return ticket }
    guard head < back.count else { return nil }
    defer {
      head += 1
      if head == back.count {
        back.removeAll(keepingCapacity: back.count < 64)
        head = 0
      }
    }
    return back[head]
  }
}
