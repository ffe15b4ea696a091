import AgentConfiguration
import CommandInterface
import XCTest

final class FlagTableTests: XCTestCase {
  func testEveryNameHasAFlagAndNoFlagIsTwice() {
    for name in Flag.Name.allCases {
      XCTAssertEqual(FlagTable.all.filter { $0.name == name }.count, 1, name.rawValue)
    }
  }

  func testNoTwoFlagsOfACommandShareASpelling() {
    for command in Command.allCases {
      let flags = FlagTable.flags(of: command)
      let longs = flags.flatMap { [$0.long] + $0.aliases }
      XCTAssertEqual(longs.count, Set(longs).count, command.rawValue)
      let shorts = flags.compactMap(\.short)
      XCTAssertEqual(shorts.count, Set(shorts).count, command.rawValue)
    }
  }

  func testEveryFlagExplainsItselfInOneLine() {
    for flag in FlagTable.all {
      XCTAssertFalse(flag.help.isEmpty, flag.long)
      XCTAssertFalse(flag.help.hasSuffix("."), flag.long)
      XCTAssertFalse(flag.help.contains("\n"), flag.long)
      XCTAssertFalse(flag.commands.isEmpty, flag.long)
    }
  }

  func testFlagsOfSettingsNameRealSettings() {
    for flag in FlagTable.all {
      guard let path = flag.setting else { continue }
      XCTAssertNotNil(SettingReference.description(of: path), flag.long)
    }
  }

  func testExitStatusesAreDistinctAndExplained() {
    XCTAssertEqual(ExitStatus.allCases.map(\.rawValue), Array(0...11))
    for status in ExitStatus.allCases { XCTAssertFalse(status.meaning.isEmpty) }
  }
}
