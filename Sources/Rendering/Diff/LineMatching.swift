/// Finds which lines of two texts belong together, so that few lines are left over.
///
/// Myers' greedy algorithm finds the fewest, in time that grows with their number; above a bound,
/// lines that are unique in both texts become fixed points and the stretches between them are
/// matched alone. A stretch beyond the bound without such lines counts as replaced, which is
/// correct, only longer.
struct LineMatching {
  /// For each old line the new line it belongs to, ascending; nil for a removed line.
  private(set) var partners: [Int?]
  private let old: [Int]
  private let new: [Int]
  private let bound: Int

  /// The most differing lines that the exact algorithm looks for. It needs about bound² · 4
  /// bytes.
  static let defaultBound = 1500

  /// Matches lines, which equal numbers stand for.
  init(old: [Int], new: [Int], bound: Int = LineMatching.defaultBound) {
    self.old = old
    self.new = new
    self.bound = bound
    partners = [Int?](repeating: nil, count: old.count)
    match(old.indices, new.indices, mayAnchor: true)
  }

  private mutating func match(_ a: Range<Int>, _ b: Range<Int>, mayAnchor: Bool) {
    var (a, b) = (a, b)
    while let x = a.first, let y = b.first, old[x] == new[y] {
      partners[x] = y
      a = (x + 1)..<a.upperBound
      b = (y + 1)..<b.upperBound
    }
    while let x = a.last, let y = b.last, old[x] == new[y] {
      partners[x] = y
      a = a.lowerBound..<x
      b = b.lowerBound..<y
    }
    if a.isEmpty || b.isEmpty { return }
    if matchExactly(a, b) || !mayAnchor { return }
    matchBetweenAnchors(a, b)
  }

  /// Myers' algorithm; false, and nothing matched, if there are more than `bound` differences.
  private mutating func matchExactly(_ a: Range<Int>, _ b: Range<Int>) -> Bool {
    let most = min(a.count + b.count, bound)
    var reach = [Int32](repeating: 0, count: 2 * most + 3)
    var trace: [[Int32]] = []
    for steps in 0...most {
      trace.append(Array(reach[(most + 1 - steps)...(most + 1 + steps)]))
      for diagonal in stride(from: -steps, through: steps, by: 2) {
        let slot = diagonal + most + 1
        let goesDown =
          diagonal == -steps || (diagonal != steps && reach[slot - 1] < reach[slot + 1])
        var x = goesDown ? Int(reach[slot + 1]) : Int(reach[slot - 1]) + 1
        while x < a.count, x - diagonal < b.count,
          old[a.lowerBound + x] == new[b.lowerBound + x - diagonal]
        {
          x += 1
        }
        reach[slot] = Int32(x)
        if x >= a.count, x - diagonal >= b.count {
          walkBack(trace, a, b)
          return true
        }
      }
    }
    return false
  }

  /// Follows the shortest edit script from its end; `trace[d]` holds the reaches before step d, of
  /// the diagonals -d ... d.
  private mutating func walkBack(_ trace: [[Int32]], _ a: Range<Int>, _ b: Range<Int>) {
    var x = a.count
    var y = b.count
    for steps in stride(from: trace.count - 1, through: 1, by: -1) {
      let reach = trace[steps]
      let diagonal = x - y
      let slot = diagonal + steps
      let goesDown =
        diagonal == -steps || (diagonal != steps && reach[slot - 1] < reach[slot + 1])
      let previous = goesDown ? diagonal + 1 : diagonal - 1
      let previousX = Int(reach[previous + steps])
      let startX = goesDown ? previousX : previousX + 1
      while x > startX {
        x -= 1
        y -= 1
        partners[a.lowerBound + x] = b.lowerBound + y
      }
      x = previousX
      y = previousX - previous
    }
    while x > 0, y > 0 {
      x -= 1
      y -= 1
      partners[a.lowerBound + x] = b.lowerBound + y
    }
  }

  /// Fixes the lines that occur once on each side, in the longest order common to both.
  private mutating func matchBetweenAnchors(_ a: Range<Int>, _ b: Range<Int>) {
    var x = a.lowerBound
    var y = b.lowerBound
    for (anchorX, anchorY) in anchors(a, b) {
      match(x..<anchorX, y..<anchorY, mayAnchor: false)
      partners[anchorX] = anchorY
      x = anchorX + 1
      y = anchorY + 1
    }
    match(x..<a.upperBound, y..<b.upperBound, mayAnchor: false)
  }

  private func anchors(_ a: Range<Int>, _ b: Range<Int>) -> [(Int, Int)] {
    let uniqueOld = LineMatching.unique(old, a)
    let uniqueNew = LineMatching.unique(new, b)
    let pairs = uniqueOld.compactMap { line, x in uniqueNew[line].map { (x, $0) } }
    return LineMatching.longestAscending(pairs.sorted { $0.0 < $1.0 })
  }

  /// The lines that occur once in a range, and where.
  private static func unique(_ lines: [Int], _ range: Range<Int>) -> [Int: Int] {
    var places: [Int: Int] = [:]
    var repeated: Set<Int> = []
    for index in range where places.updateValue(index, forKey: lines[index]) != nil {
      repeated.insert(lines[index])
    }
    for line in repeated { places[line] = nil }
    return places
  }

  /// The longest subsequence whose second numbers ascend (patience sorting).
  private static func longestAscending(_ pairs: [(Int, Int)]) -> [(Int, Int)] {
    var tops: [Int] = []
    var before = [Int?](repeating: nil, count: pairs.count)
    for index in pairs.indices {
      var low = 0
      var high = tops.count
      while low < high {
        let middle = (low + high) / 2
        if pairs[tops[middle]].1 < pairs[index].1 { low = middle + 1 } else { high = middle }
      }
      before[index] = low > 0 ? tops[low - 1] : nil
      if low == tops.count { tops.append(index) } else { tops[low] = index }
    }
    var chain: [(Int, Int)] = []
    var next = tops.last
    while let index = next {
      chain.append(pairs[index])
      next = before[index]
    }
    return chain.reversed()
  }
}
