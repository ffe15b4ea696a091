import DataFormats
import Networking
package import RegistryCore

/// Why etcd gave no data.
package struct EtcdFailure: Error, Sendable, Equatable {
  /// What kind of failure, by what can be done about it.
  package enum Kind: Sendable, Equatable {
    /// The reader was cancelled or the registry shut down.
    case cancelled
    /// No connection, a broken one, no answer in time, or a member without a leader: another one
    /// may do better.
    case unavailable
    /// The token is missing, unknown or out of date: a new one helps.
    case unauthenticated
    /// The user may not, or the password is wrong.
    case denied
    /// There are no users and no tokens.
    case authenticationDisabled
    /// The revision is gone.
    case compacted
    /// The lease is gone.
    case leaseGone
    /// The server asks to slow down or has no room.
    case overloaded
    /// There is no such path: another version of etcd, or something else than etcd.
    case unknownPath
    /// The answer makes no sense.
    case invalidAnswer
    /// The answer is larger than the limit.
    case tooLarge
    /// Anything else that the server calls an error.
    case failed
  }

  /// What kind of failure.
  package let kind: Kind
  /// What was asked of whom and what came back, without secrets.
  package let message: String

  /// A failure.
  package init(_ kind: Kind, _ message: String) {
    self.kind = kind
    self.message = message
  }

  /// The same with what was asked in front of the message.
  func asked(_ what: String) -> EtcdFailure { EtcdFailure(kind, "\(what): \(message)") }

  /// A failure of the connection.
  init(_ error: HTTPError) {
    let kind: Kind =
      switch error.code {
      case .cancelled, .shutDown: .cancelled
      case .resolve, .connect, .tls, .timeout, .closed: .unavailable
      case .tooLarge: .tooLarge
      case .protocolViolation: .invalidAnswer
      case .invalidRequest, .failed: .failed
      }
    self.init(kind, error.message)
  }

  /// Whether another member may do better.
  var mayHealElsewhere: Bool { kind == .unavailable || kind == .invalidAnswer }

  /// The failure as the watchers know them.
  package var registryError: RegistryError {
    let code: RegistryError.Code =
      switch kind {
      case .cancelled: .cancelled
      case .unavailable: .unreachable
      case .unauthenticated, .denied, .authenticationDisabled: .forbidden
      case .overloaded: .overloaded
      case .compacted, .leaseGone, .failed: .failed
      case .unknownPath, .invalidAnswer, .tooLarge: .invalidAnswer
      }
    return RegistryError(code, message)
  }
}

// MARK: - what servers say

extension EtcdFailure {
  /// The failure that an answer with another status than 200 tells of.
  package init(status: Int, body: [UInt8]) {
    let told = EtcdFailure.told(by: body)
    let kind =
      told.flatMap { EtcdFailure.kind(code: $0.code, text: $0.text) }
      ?? EtcdFailure.kind(status: status)
    let text = EtcdFailure.shown(told?.text ?? String(decoding: body.prefix(200), as: UTF8.self))
    self.init(kind, "answered \(status)\(text.isEmpty ? "" : ": \(text)")")
  }

  /// The failure that a stream's `error` or the reason of a cancelled watch tells of.
  package init(code: Int64?, text: String) {
    self.init(
      EtcdFailure.kind(code: code, text: text) ?? .failed,
      "etcd says: \(EtcdFailure.shown(text))")
  }

  /// Code and text of the two forms: `{"error", "message", "code"}` with or without `error`.
  private static func told(by body: [UInt8]) -> (code: Int64?, text: String)? {
    guard let root = (try? JSONTape(body, limits: .init(depth: 64)))?.root else { return nil }
    guard let text = root["message"]?.string ?? root["error"]?.string else { return nil }
    return (root["code"]?.int64, text)
  }

  /// By gRPC's code, and where one code means several things by etcd's own words.
  private static func kind(code: Int64?, text: String) -> Kind? {
    let wantsToken = ["invalid auth token", "user name is empty", "auth store is old"]
    if wantsToken.contains(where: text.contains) || text.contains("revision in header is old") {
      return .unauthenticated
    }
    if text.contains("permission denied") || text.contains("authentication failed") {
      return .denied
    }
    if text.contains("has been compacted") { return .compacted }
    if text.contains("requested lease not found") { return .leaseGone }
    if text.contains("authentication is not enabled") { return .authenticationDisabled }
    if text.contains("no leader") || text.contains("request timed out") { return .unavailable }
    switch code {
    case 1, 4, 14: return .unavailable
    case 7: return .denied
    case 8: return .overloaded
    case 16: return .unauthenticated
    case nil: return nil
    default: return .failed
    }
  }

  private static func kind(status: Int) -> Kind {
    switch status {
    case 401: .unauthenticated
    case 403: .denied
    case 404, 405, 501: .unknownPath
    case 429: .overloaded
    case 502, 503, 504: .unavailable
    case 400, 500...599: .failed
    default: .invalidAnswer
    }
  }

  /// The first line of a text, shortened, without control characters.
  private static func shown(_ text: String) -> String {
    let line = text.utf8.prefix(200).prefix { $0 != 0x0A && $0 != 0x0D }
    let scalars = String(decoding: line, as: UTF8.self).unicodeScalars
    return String(
      String.UnicodeScalarView(scalars.filter { $0.properties.generalCategory != .control }))
  }
}
