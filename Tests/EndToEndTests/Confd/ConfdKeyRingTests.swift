import Foundation
import TestSupport
import XCTest

/// confd's functions on values that GnuPG encrypted, as `crypt` stores them.
final class ConfdKeyRingTests: XCTestCase {
  /// `printf s3cret | gzip -n`
  static let packed: [UInt8] = [
    0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 0x2B, 0x36, 0x4E, 0x2E, 0x4A, 0x2D, 1, 0, 0x8E, 0xD2,
    0xF1, 0xEB, 6, 0, 0, 0,
  ]

  /// A folder with a key ring, a file of keys, and a resource.
  private func folder(_ template: String) throws -> ConfdFolder {
    let gpg = try GnuPG()
    try gpg.makeKey("app", .rsa)
    let value = Data(try gpg.message(Self.packed, "--encrypt", "-r", "app")).base64EncodedString()
    let folder = try ConfdFolder(for: self)
    try folder.program.write("keys.yaml", "app:\n  login: \"\(value)\"\n  port: \"80\"\n")
    try folder.program.write("ring.asc", try gpg.secretKeys("app"))
    try folder.write("a", template)
    return folder
  }

  private let once = ["-onetime", "-backend", "file", "-file", "keys.yaml"]

  func testWithoutAKeyRingTheTemplateIsRefused() throws {
    let folder = try folder("{{cgetv \"/app/login\"}}")
    let result = try folder.run(once)
    XCTAssertEqual(result.status, 1)
    XCTAssertFalse(folder.program.has("a.cfg"))
    XCTAssertEqual(
      folder.messages(result),
      [
        "ERROR template cannot be used; the others are not affected template=a.cfg "
          + "detail=\"etc/templates/a.tmpl:1:3: `cgetv` needs a key ring, but none is configured\""
      ])
  }

  func testAKeyRingThatCannotBeReadFailsAtOnce() throws {
    let folder = try folder("{{cgetv \"/app/login\"}}")
    let result = try folder.run(once + ["-secret-keyring", "none.asc"])
    XCTAssertEqual(result.status, 1)
    XCTAssertEqual(
      folder.messages(result),
      [
        "ERROR template failed; the file stays as it is destination=a.cfg "
          + "detail=\"etc/templates/a.tmpl:1:3: error calling cgetv: the key ring cannot be read: "
          + "cannot open `none.asc`: No such file or directory\""
      ])
  }

  func testValuesAreDecryptedByFlagAndByFile() throws {
    let folder = try folder(
      "{{cgetv \"/app/login\"}} {{with cget \"/app/login\"}}{{.Value}}{{end}} "
        + "{{range cgets \"/app/log*\"}}{{.Key}}={{.Value}}{{end}} {{cgetvs \"/app/log*\"}}")
    try folder.program.write("etc/confd.toml", "secret_keyring = \"ring.asc\"\n")
    for arguments in [["-secret-keyring", "ring.asc"], ["-config-file", "etc/confd.toml"]] {
      let result = try folder.run(once + arguments)
      XCTAssertEqual(result.status, 0, result.errors)
      XCTAssertEqual(
        try folder.program.text("a.cfg"), "s3cret s3cret /app/login=s3cret [s3cret]")
      try FileManager.default.removeItem(atPath: folder.path("a.cfg"))
    }
  }

  func testNoMessageShowsTheValue() throws {
    let folder = try folder("password {{cgetv \"/app/login\"}}\n{{atoi (getv \"/app/port\")}}\n")
    try folder.program.write("a.cfg", "password former\n80\n")
    let ring = ["-secret-keyring", "ring.asc"]
    let noop = try folder.run(once + ring + ["-noop", "-diff"])
    XCTAssertEqual(noop.status, 0, noop.errors)
    XCTAssertTrue(noop.output.hasSuffix("@@ -1,2 +1,2 @@\n-[hidden]\n+[hidden]\n [hidden]\n"))
    let diff = try folder.program.run(
      ["diff", "--confdir", "etc"]
        + ["--confd-flags", "-backend file -file keys.yaml -secret-keyring ring.asc"])
    XCTAssertTrue(diff.output.hasSuffix("@@ -1,2 +1,2 @@\n-[hidden]\n+[hidden]\n [hidden]\n"))
    try folder.write("a", "{{atoi (cgetv \"/app/login\")}}")
    let failed = try folder.run(once + ring + ["-log-level", "debug"])
    XCTAssertEqual(failed.status, 1)
    XCTAssertTrue(failed.errors.contains("[hidden]"), failed.errors)
    // Checks and reloads quote the file, as HAProxy does.
    let quotes = "echo bad line: $(cat FILE) >&2; false"
    try folder.write(
      "a", "password {{cgetv \"/app/login\"}}\n",
      "check_cmd = \"\(quotes.replacing("FILE", with: "{{.src}}"))\"")
    let refused = try folder.run(once + ring)
    XCTAssertTrue(refused.errors.contains("bad line: password [hidden]"), refused.errors)
    let rendered = try folder.program.run(
      ["render", "--confdir", "etc"]
        + ["--confd-flags", "-backend file -file keys.yaml -secret-keyring ring.asc"])
    XCTAssertTrue(rendered.errors.contains("bad line: password [hidden]"), rendered.errors)
    try folder.write(
      "a", "password {{cgetv \"/app/login\"}}\n",
      "reload_cmd = \"\(quotes.replacing("FILE", with: folder.path("a.cfg")))\"")
    let unapplied = try folder.run(once + ring)
    XCTAssertTrue(unapplied.errors.contains("bad line: password [hidden]"), unapplied.errors)
    for result in [noop, diff, failed, refused, rendered, unapplied] {
      XCTAssertFalse("\(result)".contains("s3cret") || "\(result)".contains("former"), "\(result)")
    }
  }

  func testASnapshotHasNeitherTheValueNorTheKeyRing() throws {
    let folder = try folder("{{cgetv \"/app/login\"}}")
    let flags = "-backend file -file keys.yaml -secret-keyring ring.asc"
    let arguments = ["--confdir", "etc", "--confd-flags", flags]
    let recorded = try folder.program.run(["snapshot", "--output", "snapshot.json"] + arguments)
    XCTAssertEqual(recorded.status, 0, recorded.errors)
    let snapshot = try folder.program.text("snapshot.json")
    XCTAssertFalse(snapshot.contains("s3cret") || snapshot.contains("PGP"), snapshot)
    XCTAssertFalse(snapshot.contains("ring.asc"), snapshot)
    let replayed = try folder.program.run(
      ["render", "--snapshot", "snapshot.json"] + arguments)
    XCTAssertEqual(replayed.status, 0, replayed.errors)
    XCTAssertEqual(try folder.program.text("a.cfg"), "s3cret")
  }
}
