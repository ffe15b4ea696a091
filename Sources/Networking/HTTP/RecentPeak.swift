/// The highest number of requests at a time within the last minute or so.
struct RecentPeak {
  private(set) var count = 0
  private var since: Int64 = 0

  /// Notes how many there are, on the monotonic clock. Returns whether the peak is another one.
  mutating func note(_ count: Int, at now: Int64) -> Bool {
    guard count >= self.count || now - since > 60_000_000_000 else { return false }
    defer { (self.count, since) = (count, now) }
    return count != self.count
  }
}
