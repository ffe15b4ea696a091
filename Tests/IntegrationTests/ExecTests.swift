import Foundation
import TestSupport
import XCTest

/// `[exec]`: the agent with a program of its own.
final class ExecTests: XCTestCase {
  /// An agent whose program is a script that writes what happens to it into `said`.
  private final class World {
    let folder: TemporaryDirectory
    private(set) var agent: RunningProcess?

    init() throws {
      folder = try TemporaryDirectory()
      try say("one")
      try folder.write("{{ key \"word\" }}", to: "in.tmpl")
    }

    var log: String { agent?.standardError ?? "" }
    var said: String { folder.text("said") ?? "" }

    func say(_ word: String) throws {
      try folder.write("[keys]\n\"word\" = \"\(word)\"\n", to: "services.toml")
    }

    /// Says each line that it gets by a signal, and the file's text at the start.
    static let script = """
      trap 'echo hup $(cat out) >> said' HUP
      trap 'echo usr1 >> said' USR1
      trap 'echo term >> said; exit 0' TERM
      echo start $(cat out) >> said
      while :; do sleep 0.02; done
      """

    func start(
      _ settings: String = "", script: String = World.script, prefix: [String] = [],
      environment: [String: String] = [:], arguments: [String] = []
    ) async throws {
      try folder.write(script, to: "script")
      let command = arguments.isEmpty ? "command = [\"/bin/sh\", \"\(folder.file("script"))\"]" : ""
      try folder.write(
        """
        [registry.file]
        path = "services.toml"
        \(command.isEmpty && settings.isEmpty ? "" : "[exec]")
        \(command)
        \(settings)
        [[template]]
        source = "in.tmpl"
        destination = "out"
        """, to: "trimtab.toml")
      let words =
        prefix + [try TrimtabBinary.path(), "run", "-c", folder.file("trimtab.toml")] + arguments
      var variables = environment
      variables["PATH"] = "/usr/sbin:/usr/bin:/sbin:/bin"
      agent = try RunningProcess(
        words[0].hasPrefix("/") ? words[0] : "/usr/bin/" + words[0], Array(words.dropFirst()),
        environment: variables, directory: folder.path)
    }

    func waits(for text: String, line: UInt = #line) async {
      let isSo = await eventually { said.contains(text) }
      XCTAssertTrue(isSo, "no `\(text)` in `\(said)`: \(log)", line: line)
    }

    func ends(_ expected: RunningProcess.End, line: UInt = #line) async {
      let end = await agent?.waitForEnd()
      XCTAssertEqual(end, expected, log, line: line)
    }
  }

  func testAProgramThatCannotBeStartedIsSaid() async throws {
    let world = try World()
    try await world.start(arguments: ["--", "/no/such/program"])
    await world.ends(.exited(127))
    XCTAssertTrue(world.log.contains("cannot find program `/no/such/program`"), world.log)
  }

  func testItsStatusIsOursWhenItEndsByItself() async throws {
    let world = try World()
    try await world.start(script: "exit 7")
    await world.ends(.exited(7))
    try await world.start(script: "kill -KILL $$")
    await world.ends(.exited(137))
    try await world.start("restart = \"on-failure\"", script: "exit 0")
    await world.ends(.exited(0))
  }

  func testItIsStartedAgainAsOftenAsAllowed() async throws {
    let world = try World()
    try await world.start(
      "restart = \"always\"\nrestart_limit = 1", script: "echo start >> said; exit 4")
    await world.ends(.exited(4))
    XCTAssertEqual(world.said, "start\nstart\n", world.log)
  }

  func testItStartsWithTheFilesAndIsToldOfChanges() async throws {
    let world = try World()
    try await world.start("reload_signal = \"HUP\"")
    await world.waits(for: "start one")
    try world.say("two")
    await world.waits(for: "hup two")
    world.agent?.send(SIGUSR1)
    await world.waits(for: "usr1")
    // Ours: the program does not hear of it.
    world.agent?.send(SIGHUP)
    let isRead = await eventually { world.log.contains("configuration read again") }
    XCTAssertTrue(isRead, world.log)
    world.agent?.send(SIGTERM)
    await world.ends(.exited(0))
    XCTAssertEqual(world.said, "start one\nhup two\nusr1\nterm\n")
  }

  func testItHearsOnceOfWhatComesTogether() async throws {
    for (end, said) in [("", "applied how="), ("; false", "apply failed")] {
      let world = try World()
      try world.folder.write("{{ key \"word\" }}", to: "other.tmpl")
      // Long enough for two signals to be two.
      let reload = "sleep 0.1; echo reload $(cat other) >> said\(end)"
      try await world.start(
        """
        reload_signal = "HUP"
        [[template]]
        source = "other.tmpl"
        destination = "other"
        reload = "\(reload)"
        apply = "exec"
        """)
      await world.waits(for: "start one")
      let isApplied = await eventually { world.log.contains(said) }
      XCTAssertTrue(isApplied, world.log)
      try world.say("two")
      await world.waits(for: "reload two")
      await world.waits(for: "hup two")
      world.agent?.send(SIGUSR1)
      await world.waits(for: "usr1")
      world.agent?.send(SIGTERM)
      await world.ends(.exited(0))
      let lines = world.said.split(separator: "\n").filter { $0.hasSuffix("two") }
      XCTAssertEqual(lines, ["reload two", "hup two"], world.log)
    }
  }

  func testWithoutASignalItIsStartedAnew() async throws {
    let world = try World()
    try await world.start()
    await world.waits(for: "start one")
    try world.say("two")
    await world.waits(for: "start two")
    world.agent?.send(SIGINT)
    await world.ends(.exited(0))
    XCTAssertEqual(world.said, "start one\nterm\nstart two\nterm\n")
  }

  func testOneThatIgnoresTheSignalIsKilled() async throws {
    let world = try World()
    try await world.start(
      "kill_timeout = \"50ms\"",
      script: "trap '' TERM; echo start >> said; while :; do sleep 0.02; done")
    await world.waits(for: "start")
    world.agent?.send(SIGTERM)
    await world.ends(.exited(0))
    XCTAssertTrue(world.log.contains("did not end in time"), world.log)
  }

  func testItDoesNotOutliveUs() async throws {
    let world = try World()
    try await world.start()
    await world.waits(for: "start one")
    world.agent?.send(SIGKILL)
    await world.waits(for: "term")
  }

  func testItIsNotStartedBeforeAllTemplatesAreInPlace() async throws {
    let world = try World()
    try world.folder.write("[keys]\n", to: "services.toml")
    try await world.start()
    let isWaiting = await eventually { world.log.contains("waiting for data") }
    XCTAssertTrue(isWaiting, world.log)
    XCTAssertEqual(world.said, "")
    try world.say("late")
    await world.waits(for: "start late")
    world.agent?.send(SIGTERM)
    await world.ends(.exited(0))
  }

  func testItsEnvironmentIsFiltered() async throws {
    let world = try World()
    try await world.start(
      "[exec.env]\nallowlist = [\"A*\", \"PATH\"]\ndenylist = [\"AB\"]\ncustom = [\"X=1 2\"]",
      script: "echo \"$A,$AB,$C,$X.\" >> said", environment: ["A": "1", "AB": "2", "C": "3"])
    await world.ends(.exited(0))
    XCTAssertEqual(world.said, "1,,,1 2.\n")
  }

  func testACommandLineCanNameIt() async throws {
    let world = try World()
    try await world.start(
      "reload_signal = \"USR1\"", arguments: ["--", "/bin/sh", world.folder.file("script")])
    await world.waits(for: "start one")
    try world.say("two")
    await world.waits(for: "usr1")
    world.agent?.send(SIGTERM)
    await world.ends(.exited(0))
  }

  func testTheFirstProcessOfAContainerReapsOrphans() async throws {
    let world = try World()
    // Each `sh -c` ends before its child, which so becomes an orphan.
    let script = """
      for n in 1 2 3 4 5; do sh -c 'sleep 0.05 & echo orphan $! >> said'; done
      trap 'exit 0' TERM
      echo start >> said
      while :; do sleep 0.02; done
      """
    try await world.start(
      script: script,
      prefix: ["unshare", "--pid", "--fork", "--mount-proc", "--kill-child=KILL"])
    await world.waits(for: "start")
    let children = { () throws -> [String] in
      let unshare = world.agent?.pid ?? 0
      let path = "/proc/\(unshare)/task/\(unshare)/children"
      let first = try String(contentsOfFile: path, encoding: .utf8)
        .trimmingCharacters(in: .whitespaces)
      return try String(contentsOfFile: "/proc/\(first)/task/\(first)/children", encoding: .utf8)
        .split(separator: " ").map(String.init)
    }
    let isClean = try await eventually { try children().count <= 1 }
    XCTAssertTrue(isClean, world.log)
    try await world.agent?.stop()
  }

  func testHAProxyIsSupervised() async throws {
    let world = try World()
    let port = try FreePort.next()
    try world.say("30s")
    try world.folder.write(
      """
      defaults
        mode http
        timeout connect 5s
        timeout client {{ key "word" }}
        timeout server 30s
      frontend front
        bind 127.0.0.1:\(port)
        http-request return status 200 content-type text/plain string "{{ key "word" }}"

      """, to: "in.tmpl")
    try await world.start(
      "reload_signal = \"USR2\"\nkill_signal = \"USR1\"",
      arguments: ["--", try ServerBinaries.haproxy(), "-W", "-db", "-f", "out"])
    for word in ["30s", "31s", "32s"] {
      try world.say(word)
      let isServed = await eventually { (try? HTTPAnswer.get("/", port: port).text) == word }
      XCTAssertTrue(isServed, world.log)
    }
    world.agent?.send(SIGTERM)
    await world.ends(.exited(0))
    XCTAssertThrowsError(try HTTPAnswer.get("/", port: port))
  }
}
