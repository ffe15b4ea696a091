import DataFormats
import SystemSupport
import Values

/// The bodies of requests to etcd's JSON gateway. Pure.
package enum EtcdRequests {
  /// `/kv/range`: the first `limit` pairs of a range, at a revision or, for nil, the newest ones.
  package static func range(
    _ range: EtcdRange, limit: Int = 0, revision: UInt64? = nil
  ) -> [UInt8] {
    var body = JSONObjectText()
    add(range, to: &body)
    if limit > 0 { body.add("limit", number: UInt64(limit)) }
    if let revision { body.add("revision", number: revision) }
    return body.finished
  }

  /// `/kv/range`: how many keys there are, which etcd answers without reading them.
  package static func count(_ range: EtcdRange) -> [UInt8] {
    var body = JSONObjectText()
    add(range, to: &body)
    body.add("count_only", raw: "true")
    return body.finished
  }

  /// `/kv/txn`: several ranges at one revision.
  package static func transaction(
    _ ranges: [EtcdRange], limit: Int, revision: UInt64? = nil
  ) -> [UInt8] {
    var body = Array("{\"success\":[".utf8)
    for (index, range) in ranges.enumerated() {
      if index > 0 { body.append(UInt8(ascii: ",")) }
      body += Array("{\"request_range\":".utf8)
      body += self.range(range, limit: limit, revision: revision)
      body.append(UInt8(ascii: "}"))
    }
    return body + Array("]}".utf8)
  }

  /// `/watch`: the changes of a range from a revision on.
  package static func watch(_ range: EtcdRange, from revision: UInt64) -> [UInt8] {
    var request = JSONObjectText()
    add(range, to: &request)
    request.add("start_revision", number: revision)
    request.add("progress_notify", raw: "true")
    var body = JSONObjectText()
    body.add("create_request", raw: String(decoding: request.finished, as: UTF8.self))
    return body.finished
  }

  /// `/auth/authenticate`.
  static func authenticate(user: String, password: Secret) -> [UInt8] {
    var body = JSONObjectText()
    body.add("name", text: Bytes(user))
    body.add("password", text: Bytes(password.reveal()))
    return body.finished
  }

  private static func add(_ range: EtcdRange, to body: inout JSONObjectText) {
    // No key is empty: the zero byte stands for the lowest key, and as an end for the highest.
    let zero: [UInt8] = [0]
    body.add("key", base64: range.start.isEmpty ? zero : range.start.storage)
    if !range.isSingleKey { body.add("range_end", base64: range.end?.storage ?? zero) }
  }
}

/// A JSON object while its text is written.
private struct JSONObjectText {
  private var text = Array("{".utf8)

  var finished: [UInt8] { text + [UInt8(ascii: "}")] }

  mutating func add(_ name: String, raw value: String) {
    if text.count > 1 { text.append(UInt8(ascii: ",")) }
    text += Array("\"\(name)\":\(value)".utf8)
  }

  /// Numbers of 64 bits are strings in this dialect.
  mutating func add(_ name: String, number: UInt64) { add(name, raw: "\"\(number)\"") }

  mutating func add(_ name: String, base64 bytes: [UInt8]) {
    add(name, raw: "\"\(String(decoding: Base64.encode(bytes), as: UTF8.self))\"")
  }

  mutating func add(_ name: String, text value: Bytes) {
    var quoted: [UInt8] = []
    JSONText.append(value.storage, to: &quoted)
    add(name, raw: String(decoding: quoted, as: UTF8.self))
  }
}
