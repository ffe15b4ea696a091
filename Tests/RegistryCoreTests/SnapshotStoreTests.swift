import RegistryCore
import Synchronization
import TestSupport
import Values
import XCTest

/// How versions of a whole come into the store: together, and never backwards.
final class SnapshotStoreTests: XCTestCase {
  /// A whole whose queries all say its newest version.
  private final class Book: VersionedRegistry {
    private let pages = Mutex<(index: UInt64, texts: [Query: String])>((0, [:]))
    /// How many queries were answered because another one was.
    let answered = Mutex(0)
    /// What happens once, while queries are answered.
    let meanwhile = Mutex<(@Sendable () -> Void)?>(nil)

    func print(_ index: UInt64, _ texts: [Query: String]) {
      pages.withLock { $0 = (index, texts) }
    }

    func reading(of query: Query) -> Reading {
      pages.withLock { Reading(value: .string($0.texts[query] ?? ""), index: $0.index) }
    }

    func read(_ query: Query, after index: UInt64?) async throws(RegistryError) -> Reading {
      reading(of: query)
    }

    func readings(of queries: [Query], at index: UInt64) -> [Query: Reading] {
      answered.withLock { $0 += queries.count }
      let meanwhile = meanwhile.withLock { event in
        defer { event = nil }
        return event
      }
      meanwhile?()
      guard pages.withLock({ $0.index }) == index else { return [:] }
      return Dictionary(uniqueKeysWithValues: queries.map { ($0, reading(of: $0)) })
    }

    func shutdown() async {}
  }

  private let store = SnapshotStore()
  private let book = Book()
  private let left = Query(registry: "r", .key(path: "left", Query.Scope()))
  private let right = Query(registry: "r", .key(path: "right", Query.Scope()))
  private let foreign = Query(registry: "s", .key(path: "left", Query.Scope()))

  private func publish(_ query: Query) -> [Query] {
    store.publish(book.reading(of: query), for: query, with: book)
  }

  private func text(_ query: Query) -> String? {
    guard case .bytes(let text)? = store.snapshot[query]?.value else { return nil }
    return text.string
  }

  private func check(_ left: String?, _ right: String?, line: UInt = #line) {
    XCTAssertEqual([text(self.left), text(self.right)], [left, right], line: line)
  }

  func testTheLastValueOfADeletedKeyIsRememberedWhereThatIsWanted() {
    for remembers in [false, true] {
      let store = SnapshotStore(remembersDeleted: remembers)
      store.publish(Reading(value: .absent, index: 1), for: left)
      XCTAssertEqual(store.snapshot.lastValues.count, 0)
      store.publish(Reading(value: .string("a"), index: 2), for: left)
      store.publish(Reading(value: .absent, index: 3), for: left)
      store.publish(Reading(value: .absent, index: 4), for: left)
      var last: String?
      if case .bytes(let bytes)? = store.snapshot.lastValues[left] { last = bytes.string }
      XCTAssertEqual(last, remembers ? "a" : nil)
      store.publish(Reading(value: .string("b"), index: 5), for: left)
      XCTAssertEqual(store.snapshot.lastValues.count, 0)
      store.publish(Reading(value: .absent, index: 6), for: left)
      store.forget([left])
      XCTAssertEqual(store.snapshot.lastValues.count, 0)
    }
  }

  override func setUp() {
    store.publish(Reading(value: .string("f"), index: 7), for: foreign)
    book.print(1, [left: "a", right: "a"])
    XCTAssertEqual(publish(left), [left])
    check("a", nil)
    XCTAssertEqual(publish(right), [right])
    check("a", "a")
  }

  override func tearDown() { XCTAssertEqual(text(foreign), "f") }

  func testAVersionIsSeenAsAWhole() {
    book.print(2, [left: "b", right: "b"])
    XCTAssertEqual(Set(publish(right)), [left, right])
    check("b", "b")
    let revision = store.snapshot.revision
    XCTAssertEqual(publish(left), [])
    XCTAssertEqual(store.snapshot.revision, revision)
  }

  func testOnlyWhatDiffersIsNews() {
    book.print(2, [left: "a", right: "b"])
    XCTAssertEqual(publish(left), [right])
    check("a", "b")
    book.print(3, [left: "a", right: "b"])
    XCTAssertEqual(publish(left), [])
  }

  /// The answer was on its way while another query published the version behind it.
  func testAnAnswerThatComesLateTakesNothingBack() {
    book.print(2, [left: "b", right: "b"])
    let late = book.reading(of: left)
    book.print(3, [left: "c", right: "c"])
    XCTAssertEqual(Set(publish(right)), [left, right])
    XCTAssertEqual(store.publish(late, for: left, with: book), [])
    check("c", "c")
  }

  /// The registry moved on between the answer and its publication: the others follow with theirs.
  func testAnAnswerOfAnEarlierVersionComesAlone() {
    book.print(2, [left: "b", right: "b"])
    let late = book.reading(of: left)
    book.print(3, [left: "c", right: "c"])
    XCTAssertEqual(store.publish(late, for: left, with: book), [left])
    check("b", "a")
    XCTAssertEqual(Set(publish(left)), [left, right])
    check("c", "c")
  }

  /// Else each of the many keys of a file that a template asks for one by one at its start would
  /// have all earlier ones answered again.
  func testAVersionAnswersEachQueryOnce() {
    book.answered.withLock { $0 = 0 }
    for number in 0..<100 {
      let query = Query(registry: "r", .key(path: "\(number)", Query.Scope()))
      XCTAssertEqual(publish(query), [query])
    }
    XCTAssertEqual(book.answered.withLock { $0 }, 0)
    book.print(2, [left: "b", right: "b"])
    XCTAssertEqual(Set(publish(left)), [left, right])
    XCTAssertEqual(book.answered.withLock { $0 }, 101)
  }

  /// A query's first answer was on its way while another one published the version behind it.
  func testAFirstAnswerThatComesLateIsThatOfTheNewestVersion() {
    let new = Query(registry: "r", .key(path: "new", Query.Scope()))
    book.print(2, [left: "b", new: "b"])
    let late = book.reading(of: new)
    book.print(3, [left: "c", new: "c"])
    XCTAssertEqual(Set(publish(left)), [left, right])
    XCTAssertEqual(store.publish(late, for: new, with: book), [new])
    XCTAssertEqual([text(left), text(new)], ["c", "c"])
  }

  /// Queries that become known while others are answered belong to the version too.
  func testWhatComesWhileAVersionIsReadIsAnsweredToo() {
    let new = Query(registry: "r", .key(path: "new", Query.Scope()))
    book.print(2, [left: "b", right: "b", new: "b"])
    let old = Reading(value: .string("a"), index: 1, isStale: true)
    book.meanwhile.withLock { [store] in $0 = { _ = store.restore(old, for: new) } }
    XCTAssertEqual(Set(publish(left)), [left, right, new])
    XCTAssertEqual(text(new), "b")
  }

  func testWhatAnEarlierRunLeftIsReplacedWhateverItsIndex() {
    let store = SnapshotStore()
    for query in [left, right] {
      let old = Reading(value: .string("a"), index: 9, isStale: true)
      XCTAssertTrue(store.restore(old, for: query))
    }
    let changed = store.publish(book.reading(of: left), for: left, with: book)
    XCTAssertEqual(Set(changed), [left, right])
    XCTAssertEqual(store.snapshot[right]?.isStale, false)
  }

  func testAnAnswerEndsTheFailureOfItsQueryAlone() {
    for query in [left, right] {
      _ = store.fail(query, with: RegistryError(.unreachable, "gone"))
    }
    XCTAssertEqual(publish(left), [])
    XCTAssertEqual(Set(store.failures.keys), [right])
    book.print(2, [left: "b", right: "b"])
    _ = publish(right)
    XCTAssertTrue(store.failures.isEmpty)
  }

  /// One version after the other is published by whichever watcher is first; one that missed some
  /// sees its old text again. The store must have it too.
  func testAWatcherThatMissedAVersionStillPublishes() async {
    var machine = WatchMachine(isVersioned: true)
    var random = SystemRandomNumberGenerator()
    func receive(_ reading: Reading) -> [Query] {
      guard
        case .publish(let reading) = machine.receive(.answered(reading), at: .now, using: &random)
      else { return [foreign] }
      return store.publish(reading, for: left, with: book)
    }
    XCTAssertEqual(receive(book.reading(of: left)), [])
    book.print(2, [left: "b", right: "b"])
    XCTAssertEqual(Set(publish(right)), [left, right])
    book.print(3, [left: "a", right: "b"])
    XCTAssertEqual(receive(book.reading(of: left)), [left])
    check("a", "b")
    XCTAssertEqual(receive(book.reading(of: left)), [foreign], "an index is published once")
  }
}
