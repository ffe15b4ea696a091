import Foundation
import SystemSupport
import XCTest

final class FreeMemoryTests: XCTestCase {
  /// The kilobytes of files that are in this process's memory.
  private func fileMemory() throws -> Int {
    let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    let line = status.split(separator: "\n").first { $0.hasPrefix("RssFile:") }
    return try XCTUnwrap(line?.split(whereSeparator: { !$0.isNumber }).first.flatMap { Int($0) })
  }

  /// While other threads use them, too.
  func testPartsOfTheProgramGoAndComeBackAsTheyWere() async throws {
    let before = try fileMemory()
    await withTaskGroup(of: Int.self) { tasks in
      for number in 0..<4 {
        tasks.addTask {
          (0..<20_000).reduce(number) { $0 &+ "\($1)".utf8.count &+ [$1, number].sorted()[0] }
        }
      }
      for _ in 0..<20 { FreeMemory.giveBack() }
      var sums: [Int] = []
      for await sum in tasks { sums.append(sum) }
      XCTAssertEqual(sums.sorted(), [88_890, 108_890, 128_889, 148_887])
    }
    FreeMemory.giveBack()
    XCTAssertLessThan(try fileMemory(), before)
  }
}
