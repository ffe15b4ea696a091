package import Networking
package import RegistryCore
import Values

/// What one answer of Consul says besides its data. Pure.
package struct ConsulReply: Sendable {
  /// What was asked of whom, for errors.
  package let asked: String
  /// The position to wait on; nil where the endpoint has none.
  package let index: UInt64?
  /// How far the answering server lags behind the leader.
  package let lastContact: Duration
  /// Whether the key, prefix or session that was asked for does not exist.
  package let isMissing: Bool
  /// The data.
  package let body: [UInt8]

  /// Which answers are not believed, though Consul gives them as good ones.
  package struct Doubts: Sendable, Equatable {
    /// Those of a server that knows no leader: what it has may be anything from the past.
    package var leaderless = true
    /// Those from which Consul took what the token may not see: they look as if it were gone.
    package var filtered = false

    /// The defaults.
    package init() {}
  }

  /// Reads an answer, or throws what it means if it is none. `asked` names the request in errors.
  package init(
    _ response: HTTPResponse, to asked: String, hidesBody: Bool = false, doubts: Doubts = Doubts()
  ) throws(RegistryError) {
    self.asked = asked
    let index = response.headers["X-Consul-Index"].flatMap { UInt64($0) }
    let lacksSession = ConsulReply.refusesSession(response)
    isMissing = response.status == 404 || lacksSession
    // A 404 without an index is not about a key: a proxy or a wrong address answered.
    let isAnswer = lacksSession || isMissing && (index != nil || saysNoQuery(response))
    guard response.status == 200 || isAnswer else {
      throw ConsulReply.error(of: response, to: asked, hidesBody: hidesBody)
    }
    guard !doubts.leaderless || response.headers["X-Consul-KnownLeader"] != "false" else {
      throw RegistryError(.failed, "\(asked): Consul has no leader")
    }
    guard !doubts.filtered || response.headers["X-Consul-Results-Filtered-By-ACLs"] != "true" else {
      throw RegistryError(
        .forbidden,
        "\(asked): the token may not see all of the answer, and `refuse_filtered` is set"
      )
    }
    self.index = index.map { max(1, $0) }
    let milliseconds = response.headers["X-Consul-LastContact"].flatMap { Int64($0) } ?? 0
    lastContact = .milliseconds(max(0, milliseconds))
    body = response.body
  }

  private static func error(
    of response: HTTPResponse, to asked: String, hidesBody: Bool
  ) -> RegistryError {
    let text = hidesBody ? "" : excerpt(response.body)
    let isUnknown = response.status == 404 && text.isEmpty
    let detail = isUnknown ? "this Consul has no such endpoint" : text
    let message = "\(asked): answered \(response.status)\(detail.isEmpty ? "" : ": \(detail)")"
    // Seconds; the other form, a date, needs clocks that agree.
    let pause = response.headers["Retry-After"].flatMap { Int64($0) }
    let retryAfter = pause.map { Duration.seconds(min(max(0, $0), 3600)) }
    let code: RegistryError.Code =
      switch response.status {
      case 401, 403: .forbidden
      case 429: .overloaded
      case 400, 500...599: .failed
      default: .invalidAnswer
      }
    return RegistryError(code, message, retryAfter: retryAfter)
  }

  /// Whether an answer is a refusal of the token itself, whatever is asked: it was revoked, or is
  /// not known yet.
  package static func refusesToken(_ response: HTTPResponse) -> Bool {
    response.status == 403
      && String(decoding: response.body.prefix(200), as: UTF8.self).contains("ACL not found")
  }

  /// Whether an answer says that the session is gone which a request named.
  package static func refusesSession(_ response: HTTPResponse) -> Bool {
    let body = String(decoding: response.body.prefix(200), as: UTF8.self)
    return response.status == 404 && body.hasPrefix("Session id '")
      || response.status == 500 && body.contains("invalid session")
  }

  /// The first line of a text, shortened, without control characters.
  private static func excerpt(_ body: [UInt8]) -> String {
    let line = body.prefix(200).prefix { $0 != 0x0A && $0 != 0x0D }
    return String(
      String.UnicodeScalarView(
        String(decoding: line, as: UTF8.self).unicodeScalars.filter {
          $0.properties.generalCategory != .control
        }))
  }
}

/// Whether a 404 is about a prepared query that does not exist; it has no index.
private func saysNoQuery(_ response: HTTPResponse) -> Bool {
  response.body.starts(with: "Query not found".utf8)
}
