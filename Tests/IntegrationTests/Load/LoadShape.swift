import Foundation

/// How much is changed and asked: little in `swift test`, more in `Tests/load.sh`.
enum LoadShape {
  static let changes = number("TRIMTAB_LOAD_CHANGES", or: 40)
  static let rate = number("TRIMTAB_LOAD_RATE", or: 300)
  static let pause = Duration.milliseconds(number("TRIMTAB_LOAD_PAUSE", or: 60))

  private static func number(_ name: String, or other: Int) -> Int {
    ProcessInfo.processInfo.environment[name].flatMap(Int.init) ?? other
  }
}
