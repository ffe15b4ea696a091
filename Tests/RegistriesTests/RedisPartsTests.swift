import Networking
import Registries
import RegistryCore
import Values
import XCTest

/// The pure parts of the Redis registry: names of keys, questions, addresses, what replies mean.
final class RedisPartsTests: XCTestCase {
  // MARK: - Addresses

  private func check(
    _ address: String, _ peer: PlainPeer?, _ database: Int? = nil, line: UInt = #line
  ) {
    let endpoint = try? RedisEndpoint(address)
    XCTAssertEqual(endpoint?.peer, peer, address, line: line)
    XCTAssertEqual(endpoint?.database, database, address, line: line)
  }

  func testAddressesAreTakenApart() {
    for wrong in [
      "", ":6379", "h:0", "h:65536", "h:x", "a b", "u:p@h", "http://h", "rediss://h:1", "h:1/x",
      "h:1/-1", "h:1/2/3", "h:1/999999", "unix://a", "::1", "[::1", "[h]:1",
    ] { check(wrong, nil) }
    check("h", .name("h", 6379))
    check("H:1", .name("h", 1))
    check("10.0.0.1:1/3", .address("10.0.0.1", 1), 3)
    check("[::1]:1", .address("::1", 1))
    check("redis://h/7", .name("h", 6379), 7)
    check("unix:///run/r.sock", .path("/run/r.sock"))
  }

  func testNoAddressTellsAPassword() {
    XCTAssertThrowsError(try RedisEndpoint("redis://u:s3cret@h:1")) {
      XCTAssertFalse("\($0)".contains("s3cret"), "\($0)")
    }
  }

  // MARK: - Names

  private func checkName(
    _ path: String, _ key: String, back: String? = nil, _ names: RedisKeyNames,
    line: UInt = #line
  ) {
    XCTAssertEqual(names.key(of: Bytes(path)).string, key, path, line: line)
    XCTAssertEqual(names.path(of: Bytes(key)).string, back ?? path, key, line: line)
  }

  func testPathsAreWrittenAsKeys() {
    let plain = RedisKeyNames()
    checkName("a/b", "a/b", plain)
    checkName("/a//b/", "/a//b/", plain)
    checkName("a:b", "a:b", plain)
    let rooted = RedisKeyNames(prefix: "/")
    checkName("a/b", "/a/b", rooted)
    checkName("/a/b", "/a/b", back: "a/b", rooted)
    let colons = RedisKeyNames(separator: ":")
    checkName("a/b/c", "a:b:c", colons)
    checkName("/a/b", "a:b", back: "a/b", colons)
    checkName("a:b", "a:b", back: "a/b", colons)
    let spaced = RedisKeyNames(prefix: "app:", separator: "::")
    checkName("a/b", "app:a::b", spaced)
    checkName("", "app:", spaced)
    XCTAssertEqual(rooted.path(of: "lacks/it"), "lacks/it")
  }

  func testTheFolderOfAKeyIsTheHashThatItMayBeAFieldOf() {
    func check(_ key: String, _ expected: [String]?, _ names: RedisKeyNames, line: UInt = #line) {
      let found = names.parent(of: Bytes(key)).map { [$0.hash.string, $0.field.string] }
      XCTAssertEqual(found, expected, key, line: line)
    }
    check("a", nil, RedisKeyNames())
    check("/a", nil, RedisKeyNames())
    check("a/b/c", ["a/b", "c"], RedisKeyNames())
    check("a/b/", ["a/b", ""], RedisKeyNames())
    check("/a", nil, RedisKeyNames(prefix: "/"))
    check("/a/b", ["/a", "b"], RedisKeyNames(prefix: "/"))
    check("a::b", ["a", "b"], RedisKeyNames(separator: "::"))
    check(":", nil, RedisKeyNames(separator: "::"))
  }

  // MARK: - Questions

  private func channels(
    _ question: KeyQuestion, _ search: RedisSettings.Search, _ names: RedisKeyNames
  ) -> [String] {
    RedisQuestion(question, names: names, search: search).channels(database: 3)
      .map { $0.string.replacingOccurrences(of: "__keyspace@3__:", with: "") }
  }

  func testOnlyWhatMattersIsListenedTo() {
    let plain = RedisKeyNames()
    XCTAssertEqual(channels(.key("a/b"), .all, plain), ["a/b", "a"])
    XCTAssertEqual(channels(.key("a/b"), .confd, plain), ["a/b"])
    XCTAssertEqual(channels(.prefix(""), .all, plain), ["*"])
    XCTAssertEqual(channels(.prefix("a/b"), .all, plain), ["a", "a/b*"])
    XCTAssertEqual(channels(.prefix("a/"), .all, plain), ["a", "a/*"])
    XCTAssertEqual(channels(.prefix("a"), .confd, RedisKeyNames(prefix: "/")), ["/a", "/a/*"])
    XCTAssertEqual(channels(.prefix("/"), .confd, RedisKeyNames(prefix: "/")), ["*"])
    XCTAssertEqual(channels(.prefix("*?[x]\\"), .confd, plain).last, "\\*\\?\\[x\\]\\\\/*")
  }

  // MARK: - Trees

  private func texts(_ tree: RedisTree) -> [String] {
    tree.value.pairs { "\($0)=\($2) (\($1))" }
  }

  private static let hash = RedisContent.hash([.init(name: "f", value: "1")])

  private func tree(
    _ question: KeyQuestion, _ contents: [Bytes: RedisContent],
    search: RedisSettings.Search = .all
  ) -> RedisTree {
    RedisTree(
      RedisQuestion(question, names: RedisKeyNames(separator: ":"), search: search), contents)
  }

  func testHashesAreFoldersOfTheirFields() {
    let contents: [Bytes: RedisContent] = [
      "a:h": Self.hash, "a:s": .string("2"), "a:n": .nothing,
    ]
    XCTAssertEqual(texts(tree(.prefix("a"), contents)), ["a/h/f=1 (h/f)", "a/s=2 (s)"])
    XCTAssertEqual(texts(tree(.prefix("a/h/"), ["a:h": Self.hash])), ["a/h/f=1 (f)"])
    XCTAssertEqual(texts(tree(.key("a/h/f"), ["a:h": Self.hash])), ["1"])
    XCTAssertEqual(texts(tree(.key("a/h/g"), ["a:h": Self.hash])), ["<absent>"])
    XCTAssertEqual(texts(tree(.prefix("a"), ["ab": .string("1")], search: .confd)), [])
  }

  func testKeysChangeOneByOne() {
    var tree = tree(.prefix(""), ["h": Self.hash, "s": .string("2")])
    func check(_ key: Bytes, _ content: RedisContent, _ expected: [String]?, line: UInt = #line) {
      let before = texts(tree)
      XCTAssertEqual(tree.set(key, content), expected != nil, line: line)
      XCTAssertEqual(texts(tree), expected ?? before, line: line)
      XCTAssertFalse(tree.isAmbiguous, line: line)
    }
    check("s", .string("2"), nil)
    check("x", .nothing, nil)
    check("s", .string("3"), ["h/f=1 (h/f)", "s=3 (s)"])
    check("h", .hash([.init(name: "g", value: "4")]), ["h/g=4 (h/g)", "s=3 (s)"])
    check("h", .string("5"), ["h=5 (h)", "s=3 (s)"])
    check("h", .nothing, ["s=3 (s)"])
    check("s", Self.hash, ["s/f=1 (s/f)"])
  }

  func testAStringIsBeforeAFieldOfTheSameName() {
    let both = tree(.prefix(""), ["h": Self.hash, "h:f": .string("own")])
    XCTAssertEqual(texts(both), ["h/f=own (h/f)"])
    XCTAssertTrue(both.isAmbiguous)
    var grown = tree(.prefix(""), ["h": Self.hash])
    _ = grown.set("h:f", .string("own"))
    XCTAssertTrue(grown.isAmbiguous)
  }

  // MARK: - Answers

  func testWhatAServerTellsOfChangesGoesByItsFlags() {
    func check(_ flags: String, _ expected: RedisCoverage, line: UInt = #line) {
      let reply = RedisReply.array([.bulk("notify-keyspace-events"), .bulk(Bytes(flags))])
      XCTAssertEqual(RedisCoverage(reply), expected, flags, line: line)
    }
    for flags in ["", "K", "EA", "Ex"] { check(flags, .none) }
    for flags in ["K$", "Kgx", "KEl", "K$hgx"] { check(flags, .some) }
    for flags in ["KA", "AKE", "K$hgxe", "KEA", "K$hgxen"] { check(flags, .all) }
    for reply in [RedisReply.failure("NOPERM no"), .array([]), .none] {
      XCTAssertEqual(RedisCoverage(reply), .some)
    }
  }

  func testRefusalsHaveTheirKind() {
    func check(_ text: String, _ code: RegistryError.Code, line: UInt = #line) {
      XCTAssertEqual(RedisAnswers.error(Bytes(text), "r").code, code, text, line: line)
    }
    check("NOAUTH Authentication required.", .forbidden)
    check("ERR operation not permitted", .forbidden)
    check("NOPERM this user has no permissions", .forbidden)
    check("DENIED Redis is running in protected mode", .forbidden)
    check("MOVED 3999 127.0.0.1:6381", .unsupported)
    check("CROSSSLOT Keys in request don't hash to the same slot", .unsupported)
    check("ERR max number of clients reached", .overloaded)
    check("LOADING Redis is loading the dataset in memory", .failed)
    check("", .failed)
  }

  func testARefusedPasswordIsNotRepeated() {
    for text in [
      "ERR unknown command `AUTH`, with args beginning with: `s3cret`,", "s3cret", "ERR s3cret",
    ] {
      let error = RedisAnswers.loginError(Bytes(text), "r")
      XCTAssertEqual(error.code, .forbidden)
      XCTAssertFalse(error.message.contains("s3cret"), error.message)
    }
    XCTAssertEqual(RedisAnswers.loginError("LOADING x", "r").code, .failed)
  }
}
