import Registries
import RegistryCore
import Values
import XCTest

/// The local copies, and the decisions of a stream.
final class EtcdViewTests: XCTestCase {
  private func pair(_ key: Bytes, _ value: Bytes, _ revision: UInt64) -> EtcdPair {
    EtcdPair(key: key, value: value, createRevision: 1, modifyRevision: revision)
  }

  private func put(_ key: Bytes, _ value: Bytes, _ revision: UInt64) -> EtcdEvent {
    EtcdEvent(key: key, revision: revision, pair: pair(key, value, revision))
  }

  private func question(_ path: String) -> EtcdQuestion {
    guard let question = try? EtcdQuestion(.prefix(path: path, Query.Scope()), root: "/") else {
      preconditionFailure("a prefix is a question")
    }
    return question
  }

  private func summary(_ view: EtcdView) -> String {
    guard case .list(let list) = view.value else { return "?" }
    return list.elements.map {
      guard case .recordPointer(let record) = $0, case .bytes(let key)? = record["Key"],
        case .bytes(let value)? = record["Value"], case .uint(let index, _)? = record["ModifyIndex"]
      else { return "?" }
      return "\(key)=\(value)@\(index)"
    }.joined(separator: " ")
  }

  private func seeded(_ pairs: [EtcdPair], at revision: UInt64) -> EtcdView {
    var view = EtcdView(question("a/"))
    let reading = view.beginReading(floor: 0)
    _ = view.seed(reading, .init(revision: revision, pairs: pairs, hasMore: false))
    return view
  }

  func testEventsOfBeforeTheReadingAreIgnoredAndLaterOnesApplied() {
    var view = seeded([pair("/a/x", "1", 5)], at: 9)
    XCTAssertFalse(view.apply([put("/a/x", "old", 8), put("/a/y", "old", 9)]))
    XCTAssertTrue(view.apply([put("/a/y", "2", 10)]))
    XCTAssertEqual(summary(view), "x=1@5 y=2@10")
    XCTAssertEqual(view.changed, 10)
    XCTAssertTrue(view.apply([EtcdEvent(key: "/a/x", revision: 11, pair: nil)]))
    XCTAssertFalse(view.apply([EtcdEvent(key: "/a/x", revision: 12, pair: nil)]))
    XCTAssertEqual(summary(view), "y=2@10")
    XCTAssertEqual(view.known, 12)
  }

  /// A reading that brought what no event had told took the position of the next event: who read
  /// in between waited for ever.
  func testEveryChangeHasANewPosition() {
    var view = seeded([pair("/a/x", "1", 5)], at: 9)
    XCTAssertTrue(view.apply([put("/a/x", "2", 10)]))
    XCTAssertEqual(view.changed, 10)
    let reading = view.beginReading(floor: 0)
    _ = view.seed(
      reading, .init(revision: 10, pairs: [pair("/a/x", "3", 10)], hasMore: false))
    XCTAssertEqual(view.changed, 11)
    XCTAssertTrue(view.apply([put("/a/x", "4", 11)]))
    XCTAssertEqual(view.changed, 12)
    let older = view.beginReading(floor: 11)
    _ = view.seed(older, .init(revision: 3, pairs: [pair("/a/x", "5", 3)], hasMore: false))
    XCTAssertEqual(view.changed, 13)
  }

  func testAValueWrittenAgainIsNoChange() {
    var view = seeded([pair("/a/x", "1", 5)], at: 9)
    XCTAssertFalse(view.apply([put("/a/x", "1", 10)]))
    XCTAssertEqual(view.changed, 9)
    XCTAssertEqual(summary(view), "x=1@5")
    let reading = view.beginReading(floor: 10)
    let outcome = view.seed(
      reading, .init(revision: 12, pairs: [pair("/a/x", "1", 11)], hasMore: false))
    XCTAssertEqual(outcome, .taken(changed: false))
    XCTAssertEqual(view.changed, 9)
  }

  func testEventsDuringAReadingAreNotLost() {
    var view = EtcdView(question("a/"))
    let reading = view.beginReading(floor: 0)
    XCTAssertFalse(view.apply([put("/a/x", "2", 7)]))
    XCTAssertFalse(view.apply([put("/a/y", "3", 8)]))
    let outcome = view.seed(
      reading, .init(revision: 7, pairs: [pair("/a/x", "2", 7)], hasMore: false))
    XCTAssertEqual(outcome, .taken(changed: true))
    XCTAssertEqual(summary(view), "x=2@7 y=3@8")
    XCTAssertEqual(view.known, 8)
  }

  func testAReadingThatIsOlderThanEventsTakesNothingBack() {
    var view = seeded([pair("/a/x", "1", 5)], at: 9)
    let reading = view.beginReading(floor: 9)
    XCTAssertTrue(view.apply([put("/a/x", "2", 10), put("/a/z", "3", 10)]))
    XCTAssertTrue(view.apply([EtcdEvent(key: "/a/z", revision: 11, pair: nil)]))
    let outcome = view.seed(
      reading, .init(revision: 9, pairs: [pair("/a/x", "1", 5)], hasMore: false))
    XCTAssertEqual(outcome, .taken(changed: false))
    XCTAssertEqual(summary(view), "x=2@10")
  }

  func testAStoreWithAYoungerRevisionReplacesEverything() {
    var view = seeded([pair("/a/x", "1", 500)], at: 900)
    let reading = view.beginReading(floor: 900)
    let outcome = view.seed(
      reading, .init(revision: 3, pairs: [pair("/a/y", "1", 3)], hasMore: false))
    XCTAssertEqual(outcome, .replaced)
    XCTAssertEqual(summary(view), "y=1@3")
    XCTAssertEqual(view.changed, 901, "positions grow, whatever the store counts")
    XCTAssertTrue(view.apply([put("/a/y", "2", 4)]))
    XCTAssertEqual(view.changed, 902)
  }

  func testACopyThatWasReleasedIsReadAnewFromAnyRevision() {
    var view = seeded([pair("/a/x", "1", 5)], at: 9)
    view.release()
    XCTAssertFalse(view.apply([put("/a/x", "2", 10)]))
    let reading = view.beginReading(floor: 0)
    _ = view.seed(reading, .init(revision: 4, pairs: [], hasMore: false))
    XCTAssertEqual(summary(view), "")
    XCTAssertGreaterThan(view.changed, 9)
  }

  func testEventsFindTheCopiesTheyAreAbout() throws {
    var views = EtcdViews()
    let key = try EtcdQuestion(.key(path: "a/x", Query.Scope()), root: "/")
    let questions = [question("a/"), question("a"), question(""), question("b/"), key]
    for question in questions {
      views[question] = EtcdView(question)
      let reading = views[question]?.beginReading(floor: 0) ?? 0
      _ = views[question]?.seed(reading, .init(revision: 1, pairs: [], hasMore: false))
    }
    let all = EtcdRange.prefix("")
    XCTAssertEqual(
      Set(views.apply([put("/a/x", "1", 2)], of: all)),
      [question("a/"), question("a"), question(""), key])
    XCTAssertEqual(Set(views.apply([put("/ab", "1", 3)], of: all)), [question("a"), question("")])
    views[question("")] = nil
    XCTAssertEqual(Set(views.apply([put("/ab", "2", 4)], of: all)), [question("a")])
    XCTAssertEqual(views.apply([put("c", "2", 5)], of: all), [])
  }

  func testAStreamOfAPartDoesNotOutrunTheStreamOfTheWhole() {
    var views = EtcdViews()
    let (whole, part) = (question("a/"), question("a/x/"))
    for question in [whole, part] {
      views[question] = EtcdView(question)
      let reading = views[question]?.beginReading(floor: 0) ?? 0
      _ = views[question]?.seed(reading, .init(revision: 1, pairs: [], hasMore: false))
    }
    let (first, second) = (put("/a/y/1", "1", 2), put("/a/x/1", "1", 3))
    XCTAssertEqual(views.apply([second], of: part.range), [part])
    XCTAssertEqual(views[whole]?.known, 1)
    // The part has it already.
    XCTAssertEqual(views.apply([first, second], of: whole.range), [whole])
    XCTAssertEqual(views[whole].map(summary), "x/1=1@3 y/1=1@2")
  }

  func testAStreamOfAPartDoesNotOutrunAReadingOfTheWhole() {
    var views = EtcdViews()
    let whole = question("a/")
    views[whole] = EtcdView(whole)
    let reading = views[whole]?.beginReading(floor: 0) ?? 0
    let (first, second) = (put("/a/y/1", "1", 2), put("/a/x/1", "1", 3))
    XCTAssertEqual(views.apply([second], of: question("a/x/").range), [])
    _ = views[whole]?.seed(reading, .init(revision: 1, pairs: [], hasMore: false))
    XCTAssertEqual(views.apply([first, second], of: whole.range), [whole])
    XCTAssertEqual(views[whole].map(summary), "x/1=1@3 y/1=1@2")
  }

  /// Random histories: a copy that is read and told at random moments equals the store.
  func testRandomHistoriesConverge() {
    var random = SystemRandomNumberGenerator()
    for _ in 0..<200 {
      var store: [Bytes: EtcdPair] = [:]
      var history: [EtcdEvent] = []
      var told = 0
      var view = EtcdView(question("a/"))
      var readings: [(UInt64, EtcdAnswers.Range)] = []
      for revision in UInt64(1)...60 {
        let key: Bytes = ["/a/1", "/a/2", "/a/3", "/a/4"].randomElement(using: &random) ?? ""
        if Bool.random(using: &random) {
          store[key] = pair(key, Bytes("\(revision)"), revision)
        } else {
          store[key] = nil
        }
        history.append(EtcdEvent(key: key, revision: revision, pair: store[key]))
        if Int.random(in: 0..<4, using: &random) == 0 {
          let floor = told == 0 ? 0 : history[told - 1].revision
          readings.append(
            (
              view.beginReading(floor: floor),
              .init(
                revision: revision, pairs: store.values.sorted { $0.key < $1.key }, hasMore: false)
            ))
        }
        while told < history.count, Bool.random(using: &random) {
          _ = view.apply([history[told]])
          told += 1
        }
        if Bool.random(using: &random), let reading = readings.popLast() {
          XCTAssertNotEqual(view.seed(reading.0, reading.1), .outrun)
        }
      }
      for reading in readings { _ = view.seed(reading.0, reading.1) }
      let last = view.beginReading(floor: 60)
      _ = view.seed(
        last, .init(revision: 60, pairs: store.values.sorted { $0.key < $1.key }, hasMore: false))
      for event in history[told...] { _ = view.apply([event]) }
      let expected = store.values.sorted { $0.key < $1.key }
        .map { "\($0.key.string.dropFirst(3))=\($0.value)@\($0.modifyRevision)" }
      XCTAssertEqual(summary(view), expected.joined(separator: " "))
    }
  }
}
