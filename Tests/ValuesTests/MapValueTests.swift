import Values
import XCTest

final class MapValueTests: XCTestCase {
  private func map(_ entries: [(String, Int)]) -> MapValue {
    MapValue(entries.map { (Bytes($0.0), Value.int($0.1)) }, valueType: .int)
  }

  private func keys(_ map: MapValue) -> [String] {
    map.keys.map { if case .bytes(let key) = $0 { key.string } else { "?" } }
  }

  private func number(_ value: Value?) -> Int64? {
    if case .int(let number, _)? = value { number } else { nil }
  }

  func testKeysAreSortedByBytes() {
    XCTAssertEqual(keys(map([("b", 1), ("é", 2), ("B", 3), ("a", 4)])), ["B", "a", "b", "é"])
  }

  func testOfEqualKeysTheLastWins() {
    let sorted = map([("a", 1), ("a", 2), ("b", 3)])
    XCTAssertEqual(keys(sorted), ["a", "b"])
    XCTAssertEqual(number(sorted["a"]), 2)
    let unsorted = map([("b", 1), ("a", 2), ("b", 3), ("a", 4)])
    XCTAssertEqual(number(unsorted["a"]), 4)
    XCTAssertEqual(number(unsorted["b"]), 3)
  }

  func testFindsEveryKeyAndNoOther() {
    let names = (0..<257).map { "key\($0)" }
    let map = map(names.enumerated().map { ($1, $0) })
    for (index, name) in names.enumerated() {
      XCTAssertEqual(number(map[Bytes(name)]), Int64(index))
    }
    for name in ["", "key", "key257", "zzz"] { XCTAssertNil(map[Bytes(name)]) }
  }

  func testAnEmptyMapHasNoKeys() {
    XCTAssertNil(map([])["a"])
    XCTAssertEqual(map([]).count, 0)
  }
}
