import AgentConfiguration
import RegistryCore
import SystemSupport
import TestSupport
import Values
import XCTest

@testable import AgentCore

/// What the guard of a resource keeps over renderings, configurations and restarts.
final class ResourceGuardTests: XCTestCase {
  private let folder = TemporaryDirectory.fresh
  private let web = Query(registry: "r", .service(.init(name: "web")))
  private let job = Query(registry: "r", .service(.init(name: "job")))

  private var record: GuardRecord { GuardRecord(path: folder.file("record")) }

  private func settings(hold: Duration = .zero, drop: Int64 = 50) -> GuardSettings {
    var settings = GuardSettings()
    settings.limits.hold = hold
    settings.limits.maximumDrop = drop
    settings.limits.confirms = false
    return settings
  }

  private func snapshot(_ counts: [Query: Int]) -> Snapshot {
    Snapshot(
      readings: counts.mapValues { count in
        Reading(
          value: .list(ListValue(Array(repeating: .bool(true), count: count), elementType: .any)),
          index: 1)
      })
  }

  private func judge(
    _ guardian: inout ResourceGuard, _ used: [Query], _ counts: [Query: Int]
  ) {
    _ = guardian.judge(
      used, in: snapshot(counts), protects: true, named: "t", log: .silent)
  }

  /// A held query without an answer, or that is not asked meanwhile, would have the agent render
  /// again and again, as its time is over.
  func testAHeldAnswerThatCannotBeJudgedWakesNobody() {
    for (used, counts) in [([web], [:]), ([], [web: 0])] {
      var guardian = ResourceGuard(settings(hold: .seconds(600)), record: nil)
      judge(&guardian, [web], [web: 3])
      judge(&guardian, [web], [web: 0])
      XCTAssertNotNil(guardian.deadline)
      guardian.replace(settings(hold: .zero), record: nil)
      judge(&guardian, used, counts)
      XCTAssertEqual(guardian.held.count, 1)
      XCTAssertNil(guardian.deadline)
      judge(&guardian, [web], [web: 0])
      XCTAssertEqual(guardian.held.count, 0)
    }
  }

  /// A job that ended is no loss when it begins again with fewer instances.
  func testWhatACompleteRenderingDidNotUseIsForgotten() {
    var guardian = ResourceGuard(settings(hold: .seconds(600)), record: record)
    judge(&guardian, [web, job], [web: 3, job: 10])
    guardian.saveNow(log: .silent)
    guardian.keep([web])
    XCTAssertNotNil(guardian.writeDeadline)
    guardian.saveNow(log: .silent)
    XCTAssertEqual(Array(record.read().keys), [web.text])
    judge(&guardian, [web, job], [web: 3, job: 1])
    XCTAssertTrue(guardian.held.isEmpty)
  }

  /// Queries are found pass by pass: those not asked yet must not be forgotten meanwhile.
  func testWhatAnEarlierRunBelievedStaysUntilARenderingIsComplete() {
    var first = ResourceGuard(settings(hold: .seconds(600)), record: record)
    judge(&first, [web, job], [web: 3, job: 10])
    first.saveNow(log: .silent)
    var second = ResourceGuard(settings(hold: .seconds(600)), record: record)
    judge(&second, [web], [web: 3])
    XCTAssertNil(second.writeDeadline, "nothing is new")
    second.saveNow(log: .silent)
    XCTAssertEqual(record.read().count, 2)
    judge(&second, [web, job], [web: 3, job: 1])
    XCTAssertEqual(second.held.map(\.query), [job])
  }

  func testAGuardOfALaterConfigurationIsRecordedToo() {
    var guardian = ResourceGuard(nil, record: nil)
    guardian.replace(settings(), record: record)
    judge(&guardian, [web], [web: 3])
    guardian.saveNow(log: .silent)
    XCTAssertEqual(record.read()[web.text]?.accepted, 3)
    let other = GuardRecord(path: folder.file("other"))
    guardian.replace(settings(), record: other)
    judge(&guardian, [web], [web: 3])
    guardian.saveNow(log: .silent)
    XCTAssertEqual(other.read(), record.read())
  }

  func testWhatAKilledRunLeftIsRemoved() throws {
    try folder.write("half", to: ".record.trimtab-stage-abcdef")
    var guardian = ResourceGuard(settings(), record: record)
    judge(&guardian, [web], [web: 3])
    XCTAssertEqual(folder.names, [])
  }

  func testADamagedRecordCountsAsNone() throws {
    for line in [
      "3 - x q", "3 - -9223372036854775808 q", "9223372036854775807 - 0 q", "-1 - 0 q", "3 - 0",
    ] {
      try folder.write("trimtab guard 1\n\(line)\nend\n", to: "record")
      XCTAssertEqual(record.read(), [:], line)
    }
    try folder.write("trimtab guard 1\n3 - 0 q\nend\n", to: "record")
    XCTAssertEqual(record.read()["q"]?.accepted, 3)
  }
}
