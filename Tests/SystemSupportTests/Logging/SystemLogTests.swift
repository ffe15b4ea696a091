import Foundation
import SystemSupport
import TestSupport
import XCTest

final class SystemLogTests: XCTestCase {
  func testMessagesHaveTheirPriority() throws {
    let folder = try TemporaryDirectory()
    let receiver = try DatagramReceiver(path: folder.file("log"))
    func check(
      _ facility: SyslogFacility, _ severity: SystemLog.Severity, _ expected: String,
      line: UInt = #line
    ) {
      SystemLog(facility, name: "ct", socket: folder.file("log")).write(severity, "hello")
      XCTAssertEqual(receiver.next(), "\(expected)ct[\(getpid())]: hello", line: line)
    }
    check(.local0, .error, "<131>")
    check(.local7, .debug, "<191>")
    check(.kern, .warning, "<4>")
    check(.daemon, .notice, "<29>")
    check(.ftp, .error, "<91>")
  }

  func testASocketThatIsNotThereLosesMessagesAndNothingElse() throws {
    let folder = try TemporaryDirectory()
    let log = SystemLog(.user, name: "ct", socket: folder.file("none"))
    log.write(.error, "hello")
    XCTAssertThrowsError(try log.reach()) {
      XCTAssertEqual(
        "\($0)", "cannot reach `\(folder.file("none"))`: No such file or directory")
    }
    XCTAssertThrowsError(try Datagram.send("x", to: folder.file("none")))
    XCTAssertThrowsError(try Datagram.send("x", to: ""))
    XCTAssertThrowsError(try Datagram.send("x", to: String(repeating: "a", count: 200)))
  }
}
