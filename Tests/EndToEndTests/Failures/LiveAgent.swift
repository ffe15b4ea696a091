import Foundation
import TestSupport
import XCTest

/// An agent that follows a file registry in a folder of its own, run as people run it.
///
/// The registry has one key, `colour`, which the template renders into `a.cfg`.
final class LiveAgent {
  /// Its working directory, with all its files.
  let folder: TemporaryDirectory
  private var process: RunningProcess?
  private var heardLength = 0

  /// Writes configuration and files, and starts nothing. `settings` are added to the template's
  /// block.
  init(_ settings: String = "", colour: String = "red") throws {
    folder = try TemporaryDirectory()
    try configure(settings)
    try write("{{key \"colour\"}}\n", to: "a.tmpl")
    try setColour(colour)
  }

  deinit { process?.send(SIGKILL) }

  // MARK: - Its files

  /// Replaces a file in one step, so that nobody sees it half written.
  func write(_ text: String, to name: String) throws {
    try folder.replace(name, with: text)
  }

  /// Writes `trimtab.toml` with one template's block.
  func configure(_ settings: String) throws {
    try write(
      """
      registry.file = { path = "services.toml" }
      [[template]]
      source = "a.tmpl"
      destination = "a.cfg"
      \(settings)

      """, to: "trimtab.toml")
  }

  /// Changes the value of the registry's key.
  func setColour(_ colour: String) throws {
    try write("[keys]\ncolour = \"\(colour)\"\n", to: "services.toml")
  }

  /// Writes a command's shell script, to be called as `./NAME`.
  func script(_ name: String, _ text: String) throws {
    try folder.write("#!/bin/sh\n\(text)\n", to: "\(name).fresh")
    guard chmod(folder.file("\(name).fresh"), 0o755) == 0,
      rename(folder.file("\(name).fresh"), folder.file(name)) == 0
    else { throw TestSupportError("cannot write the script `\(name)`") }
  }

  /// Removes a file.
  func remove(_ name: String) throws {
    try FileManager.default.removeItem(atPath: folder.file(name))
  }

  /// Waits until a file has this text.
  func holds(
    _ name: String, _ text: String, file: StaticString = #filePath, line: UInt = #line
  ) async {
    let isThere = await eventually(within: .seconds(60)) { folder.text(name) == text }
    if isThere { return }
    XCTAssertEqual(
      folder.text(name), text, "`\(name)`; the log is:\n\(log)", file: file, line: line)
  }

  /// Checks that a file has this text now.
  func check(
    _ name: String, is text: String?, file: StaticString = #filePath, line: UInt = #line
  ) {
    XCTAssertEqual(
      folder.text(name), text, "`\(name)`; the log is:\n\(log)", file: file, line: line)
  }

  /// The files which the agent keeps beside its destinations.
  var companions: [String] { folder.names.filter { $0.contains(".trimtab-") } }

  // MARK: - Its life

  /// Starts it; again, if it has ended. `wrapper` is a program that runs it.
  func start(through wrapper: [String] = [], environment: [String: String] = [:]) throws {
    heardLength = 0
    let words = wrapper + [try TrimtabBinary.path(), "run", "-c", "trimtab.toml"]
    process = try RunningProcess(
      words[0], Array(words.dropFirst()),
      environment: environment.merging(["PATH": "/usr/sbin:/usr/bin:/sbin:/bin"]) { $1 },
      directory: folder.path)
  }

  /// Starts it, and waits until the first colour is installed and, if it is to be, applied.
  func startAndInstall(
    applies: Bool = true, file: StaticString = #filePath, line: UInt = #line
  ) async throws {
    try start()
    await skips(
      to: applies ? "INFO applied " : "INFO installed template=", file: file, line: line)
  }

  /// Sends a signal.
  func send(_ signal: Int32) { process?.send(signal) }

  /// Kills it and waits until it is gone.
  func killAndWait() async throws {
    process?.send(SIGKILL)
    _ = await process?.waitForEnd()
  }

  /// Waits for its end.
  func waitForEnd() async -> RunningProcess.End? {
    await process?.waitForEnd(within: .seconds(60))
  }

  /// Whether it has not ended.
  var isRunning: Bool { process?.isRunning == true }

  /// Asks it to stop; it must do so with status 0 and leave nothing but `companions`. Nothing else
  /// than `saying` may have been said since the last message that was awaited.
  func stop(
    saying: String? = nil, leaving companions: [String] = [],
    file: StaticString = #filePath, line: UInt = #line
  ) async {
    send(SIGTERM)
    let end = await waitForEnd()
    XCTAssertEqual(end, .exited(0), "the log is:\n\(log)", file: file, line: line)
    XCTAssertEqual(self.companions, companions, "left behind", file: file, line: line)
    if let saying {
      XCTAssertEqual(
        unheard, saying + "INFO signal name=SIGTERM\nINFO stopping\nINFO stopped\n",
        file: file, line: line)
    }
  }

  // MARK: - What it says

  /// What it answers to a text at its control socket, `c.sock` of its folder.
  func exchange(_ text: String) throws -> String {
    let socket = try PlainSocket(to: .path(folder.file("c.sock")))
    // The answer may come before all is written.
    try? socket.send(Data(text.utf8))
    socket.finishSending()
    return String(decoding: try socket.receiveAll(), as: UTF8.self)
  }

  /// Everything it said since its start, without times, paths and numbers of processes.
  var log: String { LiveAgent.normal(process?.standardError ?? "", in: folder.path) }

  private var unheard: String { String(log.dropFirst(heardLength)) }

  /// Waits until these whole lines are what it says next.
  func says(
    _ lines: String, file: StaticString = #filePath, line: UInt = #line
  ) async {
    let isSaid = await eventually(within: .seconds(60)) { unheard.hasPrefix(lines) }
    if isSaid {
      heardLength += lines.count
    } else {
      XCTAssertEqual(unheard, lines, "it said something else", file: file, line: line)
    }
  }

  /// Waits until a line begins with this text; what is said before and in this line is forgotten.
  func skips(
    to beginning: String, file: StaticString = #filePath, line: UInt = #line
  ) async {
    let isSaid = await eventually(within: .seconds(60)) { skip(to: beginning) }
    XCTAssertTrue(isSaid, "never said: \(beginning)\n\(log)", file: file, line: line)
  }

  private func skip(to beginning: String) -> Bool {
    var length = heardLength
    for line in unheard.split(separator: "\n", omittingEmptySubsequences: false) {
      length += line.count + 1
      if line.hasPrefix(beginning) {
        heardLength = length
        return true
      }
    }
    return false
  }

  /// A log without times, paths and numbers. Whole lines only: the last one may be on its way.
  static func normal(_ text: String, in folder: String) -> String {
    guard let end = text.lastIndex(of: "\n") else { return "" }
    return String(text[...end])
      .replacing(/(?m)^[-0-9]+T[:.0-9]+Z (\w+) +/) { "\($0.1) " }
      .replacing(folder + "/", with: "")
      .replacing(folder, with: "DIR")
      .replacing(/(took|after|retry_in)=\d+ms/) { "\($0.1)=TIME" }
      .replacing(/started version=\S+/, with: "started version=V")
      .replacing(/trimtab-stage-[a-z0-9]{6}/, with: "trimtab-stage-X")
      .replacing(/process \d+/, with: "process PID")
  }
}
