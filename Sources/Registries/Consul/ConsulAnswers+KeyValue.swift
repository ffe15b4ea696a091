import DataFormats
import RegistryCore
import Values

extension ConsulAnswers {
  /// `/v1/kv/KEY`: an array of the one pair.
  static func keyValue(_ root: JSONCursor) throws(ConsulAnswerError) -> Value {
    let pairs = try root.list("the answer")
    guard root.count == 1, let pair = pairs.first(where: { _ in true }) else {
      throw ConsulAnswerError("expected one pair, found \(root.count)")
    }
    return .bytes(try Pair(pair).value)
  }

  /// `/v1/kv/PREFIX?recurse`: an array of pairs, in the order of their keys.
  static func keyPairs(_ root: JSONCursor, prefix: Bytes) throws(ConsulAnswerError) -> Value {
    var pairs: [Value] = []
    pairs.reserveCapacity(root.count)
    for element in try root.list("the answer") {
      pairs.append(try Pair(element).record(prefix: prefix))
    }
    return .list(ListValue(pairs, elementType: .pointer(.record(RegistryShapes.keyPair))))
  }

  private struct Pair {
    var path = Bytes()
    var value = Bytes()
    var createIndex: UInt64 = 0
    var modifyIndex: UInt64 = 0
    var lockIndex: UInt64 = 0
    var flags: UInt64 = 0
    var session = Bytes()

    init(_ cursor: JSONCursor) throws(ConsulAnswerError) {
      var hasKey = false
      for (key, field) in try cursor.object("a pair") {
        if key.equals("Key") {
          path = try field.text("a pair's `Key`")
          hasKey = true
        } else if key.equals("Value") {
          value = try Pair.decoded(try field.text("a pair's `Value`"))
        } else if key.equals("CreateIndex") {
          createIndex = try field.unsigned("`CreateIndex`")
        } else if key.equals("ModifyIndex") {
          modifyIndex = try field.unsigned("`ModifyIndex`")
        } else if key.equals("LockIndex") {
          lockIndex = try field.unsigned("`LockIndex`")
        } else if key.equals("Flags") {
          flags = try field.unsigned("`Flags`")
        } else if key.equals("Session") {
          session = try field.text("`Session`")
        }
      }
      guard hasKey else { throw ConsulAnswerError("expected a pair with a `Key`") }
    }

    private static func decoded(_ text: Bytes) throws(ConsulAnswerError) -> Bytes {
      guard let bytes = Base64.decode(text.storage) else {
        throw ConsulAnswerError("expected Base64 as a pair's `Value`")
      }
      return Bytes(bytes)
    }

    func record(prefix: Bytes) -> Value {
      var key = path.storage[...]
      if path.hasPrefix(prefix) { key = key.dropFirst(prefix.count) }
      key = key.drop { $0 == UInt8(ascii: "/") }
      return .recordPointer(
        RecordValue(
          RegistryShapes.keyPair,
          [
            .bytes(path), .bytes(Bytes(Array(key))), .bytes(value), .uint64(createIndex),
            .uint64(modifyIndex), .uint64(lockIndex), .uint64(flags), .bytes(session),
          ]))
    }
  }
}
