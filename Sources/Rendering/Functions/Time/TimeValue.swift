import Values

/// A `time.Time` in UTC with the methods that templates use.
final class TimeValue: ObjectValue, @unchecked Sendable {
  // Sendable: immutable.

  let secondsSince1970: Int64
  /// Since 1970; what does not fit is cut off, as by Go.
  let nanoseconds: Int64
  /// In UTC.
  let time: CivilTime

  convenience init(nanosecondsSince1970 nanoseconds: Int64) {
    let seconds = CivilTime.floorDivide(nanoseconds, 1_000_000_000)
    self.init(
      secondsSince1970: seconds, nanosecond: Int(nanoseconds - seconds * 1_000_000_000))
  }

  /// A moment by its seconds since 1970, at most some millions of years, and what is beyond them.
  init(secondsSince1970 seconds: Int64, nanosecond: Int) {
    secondsSince1970 = seconds
    nanoseconds = seconds &* 1_000_000_000 &+ Int64(nanosecond)
    time = CivilTime(secondsSince1970: seconds, nanosecond: nanosecond)
    super.init(type: TimeValue.timeType)
  }

  /// Go's zero time, the first of January of the year 1.
  static let zero = TimeValue(secondsSince1970: -62_135_596_800, nanosecond: 0)

  /// The moment a duration later.
  func adding(nanoseconds duration: Int64) -> TimeValue {
    let whole = CivilTime.floorDivide(duration, 1_000_000_000)
    let rest = time.nanosecond + Int(duration - whole * 1_000_000_000)
    return TimeValue(
      secondsSince1970: secondsSince1970 + whole + Int64(rest / 1_000_000_000),
      nanosecond: rest % 1_000_000_000)
  }

  override func isEqual(to other: ObjectValue) -> Bool {
    guard let other = other as? TimeValue else { return false }
    return secondsSince1970 == other.secondsSince1970 && time.nanosecond == other.time.nanosecond
  }

  override var encodedText: String? {
    let layout = TimeLayout("2006-01-02T15:04:05.999999999Z07:00".utf8)
    return Bytes(layout.format(time)).string
  }
}
