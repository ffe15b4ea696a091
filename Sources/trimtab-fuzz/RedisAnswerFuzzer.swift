import Registries
import RegistryCore
import Values

/// Any bytes as what a Redis server says: refused or read, the same in whatever pieces.
enum RedisAnswerFuzzer {
  static func check(_ bytes: UnsafeBufferPointer<UInt8>) {
    let body = Array(bytes)
    let whole = replies(in: body, inPiecesOf: max(1, body.count))
    precondition(whole == replies(in: body, inPiecesOf: 3), "pieces do not matter")
    for reply in whole {
      _ = RedisCoverage(reply)
      _ = RedisAnswers.changedKey(reply)
      _ = try? RedisAnswers.values(reply, count: 2)
      if case .failure(let text) = reply {
        _ = RedisAnswers.error(text, "r")
        _ = RedisAnswers.loginError(text, "r")
      }
      if let page = try? RedisAnswers.scan(reply) { follow(page.keys.map { ($0, .string("v")) }) }
      if let fields = try? RedisAnswers.fields(reply) {
        follow([("h", .hash(fields)), ("h:a", .string("v"))])
      }
    }
  }

  private static func replies(in body: [UInt8], inPiecesOf size: Int) -> [RedisReply] {
    var limits = RedisReplyParser.Limits()
    limits.size = 1 << 20
    var parser = RedisReplyParser(limits: limits)
    var found: [RedisReply] = []
    for start in stride(from: 0, to: body.count, by: size) {
      parser.receive(Array(body[start..<min(start + size, body.count)]))
      do {
        while let reply = try parser.next() { found.append(reply) }
      } catch { return found }
    }
    return found
  }

  /// What is set key by key is what is read at once, and what is taken away is gone.
  private static func follow(_ contents: [(key: Bytes, content: RedisContent)]) {
    let question = RedisQuestion(
      .prefix(""), names: RedisKeyNames(separator: ":"), search: .all)
    let whole = RedisTree(
      question, Dictionary(contents.map { ($0.key, $0.content) }, uniquingKeysWith: { $1 }))
    var tree = RedisTree(question)
    for (key, content) in contents { _ = tree.set(key, content) }
    precondition(
      whole.isAmbiguous || tree.isAmbiguous || tree.hasSameValues(as: whole), "both ways agree")
    guard !tree.isAmbiguous else { return }
    for (key, _) in contents { _ = tree.set(key, .nothing) }
    precondition(tree.hasSameValues(as: RedisTree(question)), "nothing is left")
  }
}
