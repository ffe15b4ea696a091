import AgentCore
import Rendering
import Values
import XCTest

/// What is written for others, and what they make of it.
final class ShareFormatTests: XCTestCase {
  private func key(_ name: String) -> CachedAnswer.Key {
    CachedAnswer.Key(identity: "consul dc1", subject: Bytes("key(\(name))"))
  }

  private func answer(
    _ name: String, _ text: String, stamp: UInt64 = 1
  ) -> ShareWriter.Answer {
    ShareWriter.Answer(key: key(name), value: .bytes(Bytes(text)), stamp: stamp)
  }

  private func answers(_ count: Int, stamp: UInt64 = 1) -> [ShareWriter.Answer] {
    (0..<count).map { answer("k\($0)", "value \($0)", stamp: stamp) }
  }

  private func text(_ contents: ShareContents, _ name: String) -> String? {
    guard case .bytes(let bytes)? = contents.answer(for: key(name))?.value() else { return nil }
    return bytes.string
  }

  // MARK: - failures

  func testWhatIsNoManifestIsRefused() {
    func check(_ text: String, _ expected: String, line: UInt = #line) {
      do {
        _ = try ShareManifest(Array(text.utf8))
        XCTFail("accepted", line: line)
      } catch { XCTAssertEqual(error.description, expected, line: line) }
    }
    check("", "it is damaged: expected a manifest")
    check("__NO_DATA__", "it is damaged: expected a manifest")
    check("{\"session\":\"a\"}", "it is damaged: expected a manifest")
    check("{\"format\":2}", "expected format 1, found 2 of another version")
    let fields = "it is damaged: expected a session, a beat and blocks"
    check("{\"format\":1}", fields)
    check("{\"format\":1,\"session\":\"\",\"beat\":1,\"blocks\":[]}", fields)
    check("{\"format\":1,\"session\":\"../x\",\"beat\":1,\"blocks\":[]}", fields)
    check("{\"format\":1,\"session\":\"a\",\"beat\":-1,\"blocks\":[]}", fields)
    let many = Array(repeating: "{}", count: 65).joined(separator: ",")
    check("{\"format\":1,\"session\":\"a\",\"beat\":1,\"blocks\":[\(many)]}", fields)
    let block = "it is damaged: expected the name, sizes and digest of a block"
    check("{\"format\":1,\"session\":\"a\",\"beat\":1,\"blocks\":[{}]}", block)
    let huge = "{\"name\":1,\"size\":67108864,\"packed\":9,\"digest\":\"1\"}"
    check(
      "{\"format\":1,\"session\":\"a\",\"beat\":1,\"blocks\":[\(huge),\(huge)]}",
      "it is damaged: more than 67108864 bytes are shared")
    check(String(repeating: " ", count: 500_000), "it is damaged: it is too large")
  }

  func testABlockThatIsTruncatedMissingOrChangedIsRefusedAndTheOldOnesStay() throws {
    var writer = ShareWriter(redaction: .onlyTokens())
    var contents = ShareContents()
    let first = try writer.write([answer("a", "old")])
    try contents.adopt(manifest(first), first.fresh)
    let second = try writer.write([answer("a", "new", stamp: 2)])
    let block = try XCTUnwrap(second.blocks.first)
    let bytes = try XCTUnwrap(second.fresh[block.name])
    var changed = bytes
    changed[changed.count / 2] ^= 1
    for damaged in [nil, [], Array(bytes.dropLast()), bytes + [0], changed] {
      XCTAssertThrowsError(
        try contents.adopt(manifest(second), damaged.map { [block.name: $0] } ?? [:]))
      XCTAssertEqual(text(contents, "a"), "old")
    }
    var other = block
    other.digest ^= 1
    XCTAssertThrowsError(try other.unpack(bytes))
    try contents.adopt(manifest(second), second.fresh)
    XCTAssertEqual(text(contents, "a"), "new")
  }

  func testAnswersWithSecretsAndThoseTooLargeStayOut() throws {
    var writer = ShareWriter(redaction: .secrets(), totalLimit: 10_000)
    let large = String(repeating: "x", count: 20_000)
    let draft = try writer.write([
      answer("a", "1"), answer("db/password", "hidden"), answer("large", large),
    ])
    XCTAssertEqual(draft.secrets, [key("db/password")])
    XCTAssertEqual(draft.tooLarge, [key("large")])
    let again = try writer.write([
      answer("a", "1"), answer("db/password", "hidden"), answer("large", large),
    ])
    XCTAssertEqual(again.secrets, [key("db/password")])
    XCTAssertTrue(again.fresh.isEmpty)
    var contents = ShareContents()
    try contents.adopt(manifest(draft), draft.fresh)
    XCTAssertEqual(text(contents, "a"), "1")
    XCTAssertNil(text(contents, "db/password"))
    XCTAssertNil(text(contents, "large"))
  }

  // MARK: - what works

  private func manifest(_ draft: ShareWriter.Draft) -> ShareManifest {
    ShareManifest(session: "me", beat: 1, blocks: draft.blocks)
  }

  func testWhatIsWrittenIsRead() throws {
    var writer = ShareWriter(redaction: .secrets())
    let draft = try writer.write(answers(300))
    let written = manifest(draft)
    let read = try ShareManifest(written.text)
    XCTAssertEqual(read, written)
    XCTAssertEqual(read.blocks.count, 64)
    var contents = ShareContents()
    XCTAssertEqual(contents.missing(of: read).count, 64)
    try contents.adopt(read, draft.fresh)
    for number in 0..<300 { XCTAssertEqual(text(contents, "k\(number)"), "value \(number)") }
    XCTAssertEqual(try ShareManifest(ShareManifest(session: "me", beat: 1).text).blocks, [])
  }

  func testAChangeCostsOneSmallBlock() throws {
    var writer = ShareWriter(redaction: .secrets())
    var contents = ShareContents()
    let first = try writer.write(answers(300))
    try contents.adopt(manifest(first), first.fresh)
    var changed = answers(300)
    changed[7] = answer("k7", "other", stamp: 2)
    let second = try writer.write(changed)
    XCTAssertEqual(second.fresh.count, 1)
    let missing = contents.missing(of: manifest(second))
    XCTAssertEqual(missing.count, 1)
    XCTAssertEqual(missing.first?.bytes, second.fresh.values.first, "it travels in the manifest")
    try contents.adopt(manifest(second), second.fresh)
    XCTAssertEqual(text(contents, "k7"), "other")
    XCTAssertEqual(text(contents, "k8"), "value 8")
    XCTAssertTrue(try writer.write(changed).fresh.isEmpty)
  }

  func testWhatIsLargeIsSplitAndDoesNotTravelInTheManifest() throws {
    var random = SystemRandomNumberGenerator()
    let noise = String(
      decoding: (0..<600_000).map { _ in UInt8.random(in: 97...122, using: &random) },
      as: UTF8.self)
    var writer = ShareWriter(redaction: .secrets())
    let draft = try writer.write([answer("large", noise)])
    let block = try XCTUnwrap(draft.blocks.first)
    XCTAssertNil(block.bytes)
    XCTAssertGreaterThan(block.partCount, 1)
    let written = manifest(draft)
    XCTAssertLessThan(written.text.count, 500)
    XCTAssertEqual(written.key(of: block, part: 1), "me/\(block.name).1")
    var contents = ShareContents()
    try contents.adopt(written, draft.fresh)
    XCTAssertEqual(text(contents, "large"), noise)
  }

  func testBlocksOfAnotherSessionAreOtherBlocks() throws {
    var writer = ShareWriter(redaction: .secrets())
    let draft = try writer.write(answers(3))
    var contents = ShareContents()
    try contents.adopt(manifest(draft), draft.fresh)
    let other = ShareManifest(session: "other", beat: 1, blocks: draft.blocks)
    XCTAssertEqual(contents.missing(of: other), other.blocks)
  }
}
