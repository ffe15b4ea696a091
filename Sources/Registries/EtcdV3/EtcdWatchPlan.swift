import Values

/// Which ranges to watch so that all wanted ones are covered by few streams. Pure.
package enum EtcdWatchPlan {
  /// At most `limit` intervals that cover all of `ranges`: those within others are left out, and
  /// where there are still too many, neighbours become one, first those whose names have most in
  /// common, so that few changes come along that nobody asked for.
  package static func cover(_ ranges: some Sequence<EtcdRange>, limit: Int) -> [EtcdRange] {
    var intervals = outermost(ranges)
    let surplus = intervals.count - max(1, limit)
    guard surplus > 0 else { return intervals }
    let shared = zip(intervals, intervals.dropFirst()).map { commonBytes($0, $1) }
    // Joining two neighbours does not change what others have in common: one sort decides all.
    let joints = Set(
      shared.indices.sorted { (shared[$1], $0) < (shared[$0], $1) }.prefix(surplus))
    var joined: [EtcdRange] = []
    for (index, interval) in intervals.enumerated() {
      if joints.contains(index - 1), let last = joined.popLast() {
        joined.append(last.union(interval))
      } else {
        joined.append(interval)
      }
    }
    intervals = joined
    return intervals
  }

  /// The ranges that are not within others, in order.
  private static func outermost(_ ranges: some Sequence<EtcdRange>) -> [EtcdRange] {
    let sorted = Set(ranges).sorted { a, b in
      // Of those that begin together the longest comes first and covers the others.
      a.start == b.start ? a.covers(b) : a.start < b.start
    }
    var kept: [EtcdRange] = []
    for range in sorted {
      if let last = kept.last, last.covers(range) { continue }
      kept.append(range)
    }
    return kept
  }

  private static func commonBytes(_ a: EtcdRange, _ b: EtcdRange) -> Int {
    zip(a.start.storage, b.start.storage).prefix { $0 == $1 }.count
  }
}
