import Foundation
import TestSupport
import XCTest

/// Destinations that cannot be written stay as they are until they can.
final class DestinationFailureTests: XCTestCase {
  private func agent(destination: String, _ settings: String = "") throws -> LiveAgent {
    let agent = try LiveAgent()
    try agent.write(
      """
      registry.file = { path = "services.toml" }
      [[template]]
      name = "a"
      source = "a.tmpl"
      destination = "\(destination)"
      \(settings)

      """, to: "trimtab.toml")
    return agent
  }

  func testAFullDiskKeepsTheOldFileAndIsTriedAgain() async throws {
    let agent = try agent(destination: "disk/a.cfg", "reload = \"cat disk/a.cfg > applied\"")
    try FileManager.default.createDirectory(
      atPath: agent.folder.file("disk"), withIntermediateDirectories: false)
    let disk = try Mount.memory(size: 256 << 10, over: agent.folder.file("disk"))
    defer { withExtendedLifetime(disk) {} }
    try await agent.startAndInstall()
    try agent.folder.write(String(repeating: "x", count: 200 << 10), to: "disk/ballast")
    let long = String(repeating: "y", count: 100 << 10)
    try agent.setColour(long)
    await agent.says(
      """
      ERROR cannot install the new file; will try again template=a destination=disk/a.cfg \
      detail="cannot write `disk/.a.cfg.trimtab-stage-X`: No space left on device"

      """)
    agent.check("disk/a.cfg", is: "red\n")
    let names = try FileManager.default.contentsOfDirectory(atPath: agent.folder.file("disk"))
    XCTAssertEqual(names.sorted(), [".a.cfg.trimtab-lock", "a.cfg", "ballast"])
    try agent.remove("disk/ballast")
    await agent.skips(to: "INFO applied")
    agent.check("applied", is: long + "\n")
    await agent.stop(saying: "")
  }

  func testAReadOnlyFileSystemKeepsTheOldFileAndIsTriedAgain() async throws {
    let agent = try agent(destination: "disk/a.cfg")
    let folder = agent.folder.file("disk")
    try agent.folder.write("old\n", to: "disk/a.cfg")
    var disk: Mount? = try .bind(folder, over: folder)
    try disk?.makeReadOnly()
    try agent.start()
    await agent.skips(to: "ERROR cannot install the new file; will try again")
    XCTAssertTrue(
      agent.log.contains("cannot open for writing `disk/a.cfg`: Read-only file system"),
      agent.log)
    agent.check("disk/a.cfg", is: "old\n")
    disk = nil
    await agent.holds("disk/a.cfg", "red\n")
    await agent.stop()
  }

  /// Root without the right to override permissions is like anybody else.
  private let powerless = ["/usr/bin/setpriv", "--bounding-set", "-dac_override,-dac_read_search"]

  func testWithoutPermissionTheOldFileStays() async throws {
    let agent = try agent(destination: "closed/a.cfg")
    try agent.folder.write("old\n", to: "closed/a.cfg")
    chmod(agent.folder.file("closed/a.cfg"), 0o444)
    chmod(agent.folder.file("closed"), 0o555)
    try agent.start(through: powerless)
    await agent.says(
      """
      INFO started version=0.1.0 templates=1 registries=file
      ERROR cannot install the new file; will try again template=a destination=closed/a.cfg \
      detail="cannot open for writing `closed/a.cfg`: Permission denied"

      """)
    agent.check("closed/a.cfg", is: "old\n")
    chmod(agent.folder.file("closed"), 0o755)
    await agent.says(
      "INFO installed template=a destination=closed/a.cfg bytes=4 lines=\"+1 -1\"\n")
    await agent.stop(saying: "")
    agent.check("closed/a.cfg", is: "red\n")
  }

  func testAWritableFileInAClosedDirectoryIsOverwritten() async throws {
    let agent = try agent(destination: "closed/a.cfg", "reload = \"cat closed/a.cfg >> applied\"")
    try agent.folder.write("old\n", to: "closed/a.cfg")
    chmod(agent.folder.file("closed"), 0o555)
    try agent.start(through: powerless)
    await agent.holds("applied", "red\n")
    await agent.stop()
    chmod(agent.folder.file("closed"), 0o755)
    let names = try FileManager.default.contentsOfDirectory(atPath: agent.folder.file("closed"))
    XCTAssertEqual(names, ["a.cfg"])
  }

  func testADestinationThatIsADirectoryIsNamed() async throws {
    let agent = try agent(destination: "a.cfg")
    try agent.folder.write("", to: "a.cfg/file")
    try agent.start()
    await agent.says(
      """
      INFO started version=0.1.0 templates=1 registries=file
      ERROR cannot install the new file; will try again template=a destination=a.cfg \
      detail="cannot replace `a.cfg`: Is a directory"

      """)
    try agent.remove("a.cfg")
    await agent.holds("a.cfg", "red\n")
    await agent.stop()
  }

  func testMissingDirectoriesAreMade() async throws {
    let agent = try agent(destination: "deep/down/a.cfg")
    try await agent.startAndInstall(applies: false)
    agent.check("deep/down/a.cfg", is: "red\n")
    await agent.stop(saying: "")
  }

  func testAMissingDirectoryThatMustNotBeMadeEndsTheStart() async throws {
    let agent = try agent(destination: "deep/a.cfg", "create_dirs = false")
    try agent.start()
    let end = await agent.waitForEnd()
    XCTAssertEqual(end, .exited(9))
    XCTAssertEqual(
      agent.log,
      """
      INFO started version=0.1.0 templates=1 registries=file
      error: cannot open lock file `deep/.a.cfg.trimtab-lock`: No such file or directory

      """)
  }

  func testADirectoryThatVanishesIsMadeAgain() async throws {
    let agent = try agent(destination: "deep/a.cfg")
    try await agent.startAndInstall(applies: false)
    try agent.remove("deep")
    try agent.setColour("blue")
    await agent.holds("deep/a.cfg", "blue\n")
    await agent.stop()
  }

  func testASymbolicLinkStaysAndItsFileIsReplaced() async throws {
    let agent = try agent(destination: "a.cfg")
    try agent.folder.write("old\n", to: "real/a.cfg")
    try FileManager.default.createSymbolicLink(
      atPath: agent.folder.file("a.cfg"), withDestinationPath: "real/a.cfg")
    try await agent.startAndInstall(applies: false)
    agent.check("real/a.cfg", is: "red\n")
    XCTAssertEqual(
      try FileManager.default.destinationOfSymbolicLink(atPath: agent.folder.file("a.cfg")),
      "real/a.cfg")
    await agent.stop(saying: "")
  }

  func testAMountedFileIsOverwritten() async throws {
    let agent = try agent(destination: "a.cfg", "reload = \"cat mounted >> applied\"")
    try agent.folder.write("old\n", to: "mounted")
    try agent.folder.write("shadow\n", to: "a.cfg")
    let mount = try Mount.bind(agent.folder.file("mounted"), over: agent.folder.file("a.cfg"))
    try await agent.startAndInstall()
    agent.check("mounted", is: "red\n")
    try agent.setColour("b")
    await agent.skips(to: "INFO applied")
    agent.check("mounted", is: "b\n")
    await agent.stop(saying: "")
    withExtendedLifetime(mount) {}
    agent.check("applied", is: "red\nb\n")
  }

  func testASecondAgentIsRefusedAndLeavesEverythingAlone() async throws {
    let agent = try agent(destination: "a.cfg")
    try await agent.startAndInstall(applies: false)
    for command in ["run", "render"] {
      try agent.setColour("blue")
      await agent.holds("a.cfg", "blue\n")
      let second = try await FinishedCommand.run(
        TrimtabBinary.path(),
        [command, "--template", "a.tmpl:a.cfg", "--file", "services.toml", "--log-level=error"],
        directory: agent.folder.path)
      let held = "manages `\(agent.folder.path)/a.cfg` already\n"
      XCTAssertTrue(second.standardError.hasSuffix(held), second.standardError)
      XCTAssertTrue(second.standardError.hasPrefix("error: "), second.standardError)
      XCTAssertEqual(second.status, command == "run" ? 9 : 6)
    }
    await agent.stop()
    agent.check("a.cfg", is: "blue\n")
  }
}
