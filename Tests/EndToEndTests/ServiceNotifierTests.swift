import Foundation
import TestSupport
import XCTest

/// What a service manager such as systemd hears of the agent.
final class ServiceNotifierTests: XCTestCase {
  /// A service manager's socket, and all that came to it.
  private final class Manager {
    let path: String
    private let receiver: DatagramReceiver
    private(set) var heard: [String] = []

    init(path: String) throws {
      self.path = path
      receiver = try DatagramReceiver(path: path)
    }

    /// Takes what came until now.
    func listen() { while let next = receiver.next() { heard.append(next) } }

    /// Waits until a notice came as often as this; the first line of each counts.
    func hears(
      _ notice: String, _ count: Int = 1, file: StaticString = #filePath, line: UInt = #line
    ) async {
      let isThere = await eventually(within: .seconds(60)) {
        listen()
        return heard.filter { $0.split(separator: "\n").first == notice[...] }.count >= count
      }
      XCTAssertTrue(isThere, "\(notice) is not in \(heard)", file: file, line: line)
    }
  }

  func testItHearsOfEachStep() async throws {
    let agent = try LiveAgent()
    let manager = try Manager(path: agent.folder.file("notify"))
    try agent.write("[keys]\n", to: "services.toml")
    try agent.start(environment: ["NOTIFY_SOCKET": manager.path])
    await agent.skips(to: "WARNING waiting for data")
    manager.listen()
    XCTAssertEqual(manager.heard, [])
    try agent.setColour("red")
    await manager.hears("READY=1")
    agent.check("a.cfg", is: "red\n")
    agent.send(SIGHUP)
    await manager.hears("READY=1", 2)
    XCTAssertEqual(manager.heard.count, 3)
    let reload = manager.heard[1].split(separator: "\n")
    XCTAssertEqual(reload.first, "RELOADING=1")
    XCTAssertNotNil(Int64(reload.last?.replacing("MONOTONIC_USEC=", with: "") ?? ""))
    try agent.write("nonsense", to: "trimtab.toml")
    agent.send(SIGHUP)
    await manager.hears("READY=1", 3)
    agent.send(SIGTERM)
    _ = await agent.waitForEnd()
    await manager.hears("STOPPING=1")
    XCTAssertEqual(manager.heard.count, 6)
  }

  func testAWatchdogHearsThatAllIsWell() async throws {
    let agent = try LiveAgent()
    let manager = try Manager(path: "@trimtab-test-\(getpid())")
    try agent.start(environment: ["NOTIFY_SOCKET": manager.path, "WATCHDOG_USEC": "100000"])
    await manager.hears("WATCHDOG=1", 3)
  }

  func testTheWatchdogOfAnotherProcessIsNotOurs() async throws {
    let agent = try LiveAgent()
    let manager = try Manager(path: agent.folder.file("notify"))
    try agent.start(environment: [
      "NOTIFY_SOCKET": manager.path, "WATCHDOG_USEC": "2", "WATCHDOG_PID": "1",
    ])
    await manager.hears("READY=1")
    agent.send(SIGTERM)
    await manager.hears("STOPPING=1")
    XCTAssertEqual(manager.heard, ["READY=1", "STOPPING=1"])
  }

  func testConfdTellsOfItsPassesToo() async throws {
    for mode in [["-interval", "600"], ["-watch", "-watchdog-interval", "50ms"]] {
      let folder = try ConfdFolder(for: self)
      try folder.write("a", "{{getv \"/host\"}}")
      let manager = try Manager(path: folder.path("notify"))
      let process = try RunningProcess(
        try TrimtabBinary.path(), ["confd", "-backend", "env", "-confdir", "etc"] + mode,
        environment: ["NOTIFY_SOCKET": manager.path, "HOST": "h"],
        directory: folder.program.directory.path)
      await manager.hears("READY=1")
      XCTAssertEqual(try folder.program.text("a.cfg"), "h")
      if mode.count == 3 { await manager.hears("WATCHDOG=1", 2) }
      process.send(SIGTERM)
      await manager.hears("STOPPING=1")
      let end = await process.waitForEnd(within: .seconds(60))
      XCTAssertEqual(end, .exited(0))
    }
  }

  func testAStartFromNothingIsNotTheEnd() async throws {
    let agent = try LiveConsulTemplate()
    let manager = try Manager(path: agent.folder.file("notify"))
    try agent.folder.write("x", to: "a.tmpl")
    try agent.start(
      ["-template", "a.tmpl:a", "-strict"], environment: ["NOTIFY_SOCKET": manager.path])
    await manager.hears("READY=1")
    agent.send(SIGHUP)
    await manager.hears("READY=1", 2)
    agent.send(SIGINT)
    await manager.hears("STOPPING=1")
    XCTAssertEqual(manager.heard, ["READY=1", "READY=1", "STOPPING=1"])
  }
}
