import TestSupport

/// A scripted server that speaks the protocol of Redis: what it says to each command is the test's.
enum RedisScript {
  /// Listens and answers each command, its words in the order of the protocol, with the bytes that
  /// `answer` gives; nil ends the connection.
  static func server(
    _ answer: @escaping @Sendable ([String], ScriptedServer.Connection) -> String?
  ) -> ScriptedServer {
    ScriptedServer { connection in
      while let words = command(connection) {
        guard let text = answer(words, connection) else { return }
        connection.send(text)
      }
    }
  }

  /// What a server says that has one key `a` and tells of all changes.
  static func usual(_ words: [String], value: String) -> String {
    switch words[0] {
    case "GET": words[1] == "a" ? bulk(value) : "$-1\r\n"
    case "HGET": "$-1\r\n"
    case "CONFIG": "*2\r\n\(bulk("notify-keyspace-events"))\(bulk("KA"))"
    case "PSUBSCRIBE": "*3\r\n\(bulk("psubscribe"))\(bulk(words[1])):1\r\n"
    case "PING": "*2\r\n\(bulk("pong"))\(bulk(""))"
    case "AUTH", "SELECT": "+OK\r\n"
    default: "-ERR unknown command\r\n"
    }
  }

  /// What tells that `a` changed.
  static let message =
    "*4\r\n\(bulk("pmessage"))\(bulk("__keyspace@0__:a"))\(bulk("__keyspace@0__:a"))\(bulk("set"))"

  static func bulk(_ text: String) -> String { "$\(text.utf8.count)\r\n\(text)\r\n" }

  private static func command(_ connection: ScriptedServer.Connection) -> [String]? {
    guard let count = number(connection) else { return nil }
    var words: [String] = []
    for _ in 0..<count {
      guard let length = number(connection) else { return nil }
      var word: [UInt8] = []
      for _ in 0..<length + 2 {
        guard let byte = connection.readByte() else { return nil }
        word.append(byte)
      }
      words.append(String(decoding: word.dropLast(2), as: UTF8.self))
    }
    return words
  }

  /// The number in a line such as `*3` or `$5`.
  private static func number(_ connection: ScriptedServer.Connection) -> Int? {
    var line: [UInt8] = []
    while line.last != 0x0A {
      guard let byte = connection.readByte() else { return nil }
      line.append(byte)
    }
    return Int(String(decoding: line.dropFirst().dropLast(2), as: UTF8.self))
  }
}
