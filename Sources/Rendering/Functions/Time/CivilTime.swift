/// A moment in UTC, taken apart by the Gregorian calendar.
struct CivilTime: Sendable, Equatable {
  let year: Int
  /// From 1.
  let month: Int
  /// From 1.
  let day: Int
  let hour: Int
  let minute: Int
  let second: Int
  let nanosecond: Int
  /// From 0 for Sunday.
  let weekday: Int
  /// From 1.
  let dayOfYear: Int

  /// A moment by its nanoseconds since 1970.
  init(nanosecondsSince1970 nanoseconds: Int64) {
    let seconds = CivilTime.floorDivide(nanoseconds, 1_000_000_000)
    self.init(
      secondsSince1970: seconds, nanosecond: Int(nanoseconds - seconds * 1_000_000_000))
  }

  /// A moment by its seconds since 1970, at most some millions of years, and what is beyond them.
  init(secondsSince1970 seconds: Int64, nanosecond: Int) {
    let days = Int(CivilTime.floorDivide(seconds, 86_400))
    let rest = Int(seconds) - days * 86_400
    hour = rest / 3600
    minute = rest / 60 % 60
    second = rest % 60
    self.nanosecond = nanosecond
    // 1970-01-01 was a Thursday.
    weekday = ((days + 4) % 7 + 7) % 7
    (year, month, day) = CivilTime.date(days)
    dayOfYear = CivilTime.dayOfYear(year, month, day)
  }

  static let months = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
  ]

  static let weekdays = [
    "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday",
  ]

  /// Years begin in March here, so that the leap day is the last, in eras of 400 years.
  private static func date(_ days: Int) -> (year: Int, month: Int, day: Int) {
    let shifted = days + 719_468
    let era = Int(floorDivide(Int64(shifted), 146_097))
    let dayOfEra = shifted - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
  }

  /// The days from 1970 to a date of at most some millions of years. Months and days beyond their
  /// ends lead into the next year or month, as in Go.
  static func days(year: Int, month: Int, day: Int) -> Int {
    let months = Int64(year) * 12 + Int64(month - 1)
    let year = floorDivide(months, 12)
    let month = Int(months - year * 12) + 1
    // Years begin in March here, too.
    let shifted = month > 2 ? year : year - 1
    let era = floorDivide(shifted, 400)
    let yearOfEra = Int(shifted - era * 400)
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return Int(era) * 146_097 + dayOfEra - 719_468 + day - 1
  }

  private static func dayOfYear(_ year: Int, _ month: Int, _ day: Int) -> Int {
    let before = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334]
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    return before[month - 1] + day + (isLeap && month > 2 ? 1 : 0)
  }

  static func floorDivide(_ a: Int64, _ b: Int64) -> Int64 {
    let quotient = a / b
    return a % b < 0 ? quotient - 1 : quotient
  }
}
