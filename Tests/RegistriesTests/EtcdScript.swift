import Foundation
import Synchronization
import TestSupport

/// An etcd gateway that a test plays: every request goes to a closure, by its path.
final class EtcdScript: Sendable {
  /// What a request says, and how it is answered.
  struct Exchange {
    let connection: ScriptedServer.Connection
    /// The path, such as `/v3/watch`.
    let path: String
    /// The body as text.
    let body: String
    /// The value of the header `Authorization`, if there is one.
    let token: String?
    /// How many requests of this path came before.
    let number: Int
    fileprivate let ending: Ending

    /// Has the connection end when the script returns.
    func close() { ending.isNear.withLock { $0 = true } }

    /// Answers with status 200 and a body.
    func answer(_ body: String) { connection.answer(body: body) }

    /// Begins a stream of messages and tells that the watch exists.
    func beginWatch(at revision: Int) {
      connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
      message(#"{"result":{"header":{"revision":"\#(revision)"},"created":true}}"#)
    }

    /// Sends one message of a stream.
    func message(_ text: String) {
      connection.send("\(String(text.utf8.count + 1, radix: 16))\r\n\(text)\n\r\n")
    }

    /// Sends the write of one key.
    func event(_ key: String, _ value: String, at revision: Int) {
      message(
        #"{"result":{"header":{"revision":"\#(revision)"},"events":["#
          + #"{"kv":\#(EtcdScript.pair(key, value, revision))}]}}"#)
    }
  }

  let server: ScriptedServer
  private let counts: Counts

  fileprivate final class Ending: Sendable {
    let isNear = Mutex(false)
  }

  private final class Counts: Sendable {
    let byPath = Mutex<[String: Int]>([:])
  }

  /// Plays with `script`; `/version` is answered as by etcd 3.5.
  init(keepsRequests: Bool = true, _ script: @escaping @Sendable (Exchange) -> Void) {
    let counts = Counts()
    self.counts = counts
    server = ScriptedServer(keepsRequests: keepsRequests) { connection in
      while let request = connection.readRequest() {
        let path = request.target
        let number = counts.byPath.withLock { byPath in
          byPath[path, default: 0] += 1
          return (byPath[path] ?? 1) - 1
        }
        if path == "/version", number == 0 {
          connection.answer(body: #"{"etcdserver":"3.5.16","etcdcluster":"3.5.0"}"#)
          continue
        }
        let line = request.head.split(separator: "\r\n").first {
          $0.lowercased().hasPrefix("authorization:")
        }
        let ending = Ending()
        script(
          Exchange(
            connection: connection, path: path, body: String(decoding: request.body, as: UTF8.self),
            token: line.map { String($0.dropFirst(15)) }, number: number, ending: ending))
        if ending.isNear.withLock({ $0 }) { return }
      }
    }
  }

  /// How many requests of a path came.
  func count(_ path: String) -> Int { counts.byPath.withLock { $0[path] ?? 0 } }

  /// The answer of a range with pairs.
  static func range(_ revision: Int, _ pairs: (key: String, value: String, revision: Int)...)
    -> String
  {
    let kvs = pairs.map { pair($0.key, $0.value, $0.revision) }.joined(separator: ",")
    return #"{"header":{"revision":"\#(revision)"},"kvs":[\#(kvs)],"count":"\#(pairs.count)"}"#
  }

  static func pair(_ key: String, _ value: String, _ revision: Int) -> String {
    let (key, value) = (base64(key), base64(value))
    return
      #"{"key":"\#(key)","value":"\#(value)","create_revision":"1","mod_revision":"\#(revision)"}"#
  }

  static func base64(_ text: String) -> String { Data(text.utf8).base64EncodedString() }
}
