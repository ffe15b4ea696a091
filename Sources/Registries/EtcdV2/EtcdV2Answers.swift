import DataFormats
import Values

/// Makes pairs and events of the answers of etcd's v2 interface. Pure.
package enum EtcdV2Answers {
  /// The keys of a whole answer, folders left out, in the order of the answer.
  package static func pairs(body: [UInt8]) throws(EtcdV2AnswerError) -> [KeyPair] {
    let root = try root(of: body)
    guard let node = root["node"], node.kind == .object else {
      throw EtcdV2AnswerError("expected an object with a `node`, found \(root.kindName)")
    }
    var pairs: [KeyPair] = []
    var rest = [node]
    while let next = rest.popLast() {
      let content = try Node(next)
      if let pair = content.pair { pairs.append(pair) }
      rest += content.children
    }
    return pairs
  }

  /// One event of a long poll; nil if there was none.
  package static func event(body: [UInt8]) throws(EtcdV2AnswerError) -> EtcdV2Event? {
    // A server that shuts down or does not want to wait any more ends the answer without a word.
    guard body.contains(where: { $0 > 0x20 }) else { return nil }
    let root = try root(of: body)
    guard let action = root["action"]?.string else {
      throw EtcdV2AnswerError("expected an object with an `action`, found \(root.kindName)")
    }
    guard let node = root["node"], node.kind == .object else {
      throw EtcdV2AnswerError("expected an event with a `node`")
    }
    let content = try Node(node)
    guard content.modifiedIndex > 0 else {
      throw EtcdV2AnswerError("expected an event with a `modifiedIndex`")
    }
    let removals = ["delete", "expire", "compareAndDelete"]
    let change: EtcdV2Event.Change =
      if removals.contains(action) { .removed(content.path) } else if let pair = content.pair {
        .set(pair)
      } else { .madeFolder(content.path) }
    return EtcdV2Event(change, index: content.modifiedIndex)
  }

  /// What an answer that is no success says; nil if it is none of etcd's.
  package static func refusal(body: [UInt8]) -> EtcdV2Refusal? {
    guard let root = try? root(of: body), root.kind == .object else { return nil }
    let code = root["errorCode"]?.int64
    guard code != nil || root["message"] != nil else { return nil }
    return EtcdV2Refusal(
      code: code ?? 0, message: root["message"]?.string ?? "", cause: root["cause"]?.string ?? "",
      index: root["index"]?.uint64)
  }

  private static func root(of body: [UInt8]) throws(EtcdV2AnswerError) -> JSONCursor {
    do throws(JSONError) {
      return try JSONTape(body, limits: .init(depth: 512)).root
    } catch { throw EtcdV2AnswerError("expected JSON: \(error)") }
  }

  private struct Node {
    var path = Bytes()
    var value = Bytes()
    var isFolder = false
    var createdIndex: UInt64 = 0
    var modifiedIndex: UInt64 = 0
    var children: [JSONCursor] = []

    var pair: KeyPair? {
      guard !isFolder else { return nil }
      return KeyPair(
        path: path, value: value, createIndex: createdIndex, modifyIndex: modifiedIndex)
    }

    init(_ cursor: JSONCursor) throws(EtcdV2AnswerError) {
      guard cursor.kind == .object else {
        throw EtcdV2AnswerError("expected an object as a node, found \(cursor.kindName)")
      }
      // The root folder has no key.
      for (name, field) in cursor.members {
        if name.equals("key") {
          let key = try EtcdV2Answers.text(field, "key")
          path = Bytes(Array(key.storage.drop { $0 == UInt8(ascii: "/") }))
        } else if name.equals("value") {
          value = try EtcdV2Answers.text(field, "value")
        } else if name.equals("dir") {
          isFolder = field.bool ?? false
        } else if name.equals("createdIndex") {
          createdIndex = try EtcdV2Answers.index(field, "createdIndex")
        } else if name.equals("modifiedIndex") {
          modifiedIndex = try EtcdV2Answers.index(field, "modifiedIndex")
        } else if name.equals("nodes") {
          guard field.kind == .array else {
            throw EtcdV2AnswerError("expected an array as `nodes`, found \(field.kindName)")
          }
          children = Array(field.elements)
        }
      }
      guard isFolder || !path.isEmpty else {
        throw EtcdV2AnswerError("expected a `key` in a node that is no folder")
      }
    }
  }

  private static func text(
    _ cursor: JSONCursor, _ name: String
  ) throws(EtcdV2AnswerError) -> Bytes {
    guard let bytes = cursor.bytes else {
      throw EtcdV2AnswerError("expected a string as `\(name)`, found \(cursor.kindName)")
    }
    return bytes
  }

  private static func index(
    _ cursor: JSONCursor, _ name: String
  ) throws(EtcdV2AnswerError) -> UInt64 {
    guard let number = cursor.uint64 else {
      throw EtcdV2AnswerError(
        "expected a non-negative integer as `\(name)`, found \(cursor.kindName)")
    }
    return number
  }
}
