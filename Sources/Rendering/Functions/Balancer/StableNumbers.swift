import Values

/// Numbers of a range that names keep, whatever other names there are.
struct StableNumbers {
  private let first: Int64
  private let count: UInt64

  /// The numbers from `first` to `last`.
  init(from first: Int64, to last: Int64) throws(ValueError) {
    guard first <= last else {
      throw ValueError("expected a range of numbers, found \(first) to \(last)")
    }
    let (count, overflows) = UInt64(bitPattern: last &- first).addingReportingOverflow(1)
    guard !overflows else { throw ValueError("the range of numbers is too large") }
    self.first = first
    self.count = count
  }

  /// The number that a name would like to have; other names may have the same.
  func number(of name: Bytes) throws(ValueError) -> Int64 {
    first &+ Int64(bitPattern: try place(of: name))
  }

  /// Numbers of several names, no two the same. A name keeps its number when others come and go,
  /// except those that want the same one: of these the next free one is given, in an order that
  /// depends on the names alone.
  func numbers(of names: [Bytes]) throws(ValueError) -> [Bytes: Int64] {
    let names = Set(names)
    guard UInt64(names.count) <= count else {
      throw ValueError("\(names.count) names do not fit into \(count) numbers")
    }
    var wishes: [(place: UInt64, name: Bytes)] = []
    for name in names { wishes.append((try place(of: name), name)) }
    wishes.sort { ($0.place, $0.name) < ($1.place, $1.name) }
    var numbers: [Bytes: Int64] = [:]
    var taken = Set<UInt64>()
    var late: [(place: UInt64, name: Bytes)] = []
    // Who is the first to want a number has it; only then the others look for free ones.
    for wish in wishes {
      guard taken.insert(wish.place).inserted else {
        late.append(wish)
        continue
      }
      numbers[wish.name] = first &+ Int64(bitPattern: wish.place)
    }
    var free = FreePlaces(taken, count: count)
    for wish in late {
      numbers[wish.name] = first &+ Int64(bitPattern: free.take(from: wish.place))
    }
    return numbers
  }

  private func place(of name: Bytes) throws(ValueError) -> UInt64 {
    let digest = try Digest.sha256.hash(name)
    return digest.prefix(8).reduce(0 as UInt64) { $0 << 8 | UInt64($1) } % count
  }

  /// The places that nobody has, with a memory of where runs of taken ones end, so that many names
  /// in a narrow range cost no look at all of them each.
  private struct FreePlaces {
    private var next: [UInt64: UInt64] = [:]
    private let count: UInt64

    init(_ taken: Set<UInt64>, count: UInt64) {
      self.count = count
      for place in taken { next[place] = (place + 1) % count }
    }

    mutating func take(from start: UInt64) -> UInt64 {
      var place = start
      var path: [UInt64] = []
      while let following = next[place] {
        path.append(place)
        place = following
      }
      for step in path { next[step] = place }
      next[place] = (place + 1) % count
      return place
    }
  }
}
