package import Networking
package import RegistryCore

/// What one answer of etcd's v2 interface means. Pure.
package enum EtcdV2Reply: Sendable, Equatable {
  /// All keys that were asked for; none where there is no such key or folder.
  case keys([KeyPair], index: UInt64)
  /// Something changed. `behind` is how many positions the store was further when the wait began.
  case event(EtcdV2Event, behind: UInt64)
  /// The wait ended without a change.
  case nothing
  /// What was waited for is not remembered any more: everything is to be read anew.
  case cleared

  /// The meaning of an answer to a read, or why it is none. `asked` names the request in errors.
  package static func read(
    _ response: HTTPResponse, _ asked: String
  ) throws(RegistryError) -> EtcdV2Reply {
    let index = response.headers["X-Etcd-Index"].flatMap { UInt64($0) }
    let refusal = response.status == 200 ? nil : EtcdV2Answers.refusal(body: response.body)
    if response.status == 404, let refusal, refusal.code == EtcdV2Refusal.keyNotFound {
      guard let index = index ?? refusal.index else { throw withoutIndex(asked) }
      return .keys([], index: index)
    }
    guard response.status == 200 else { throw error(response, refusal, asked) }
    guard let index else { throw withoutIndex(asked) }
    do throws(EtcdV2AnswerError) {
      return .keys(try EtcdV2Answers.pairs(body: response.body), index: index)
    } catch { throw RegistryError(.invalidAnswer, "\(asked): \(error)") }
  }

  /// The meaning of an answer to a wait, or why it is none.
  package static func wait(
    _ response: HTTPResponse, _ asked: String
  ) throws(RegistryError) -> EtcdV2Reply {
    guard response.status == 200 else {
      let refusal = EtcdV2Answers.refusal(body: response.body)
      let clearing = [EtcdV2Refusal.eventsCleared, EtcdV2Refusal.watcherCleared]
      if let refusal, clearing.contains(refusal.code) { return .cleared }
      throw error(response, refusal, asked)
    }
    do throws(EtcdV2AnswerError) {
      guard let event = try EtcdV2Answers.event(body: response.body) else { return .nothing }
      let index = response.headers["X-Etcd-Index"].flatMap { UInt64($0) } ?? 0
      return .event(event, behind: index > event.index ? index - event.index : 0)
    } catch { throw RegistryError(.invalidAnswer, "\(asked): \(error)") }
  }

  private static func error(
    _ response: HTTPResponse, _ refusal: EtcdV2Refusal?, _ asked: String
  ) -> RegistryError {
    var message = "\(asked): answered \(response.status)"
    if let refusal {
      message += ": \(PrintableText.beginning(of: refusal.message))"
      if !refusal.cause.isEmpty { message += " (\(PrintableText.beginning(of: refusal.cause)))" }
    } else if response.status == 404 {
      message += "; is the v2 interface on (`etcd --enable-v2`)?"
    }
    let pause = response.headers["Retry-After"].flatMap { Int64($0) }
    let retryAfter = pause.map { Duration.seconds(min(max(0, $0), 3600)) }
    return RegistryError(code(of: response.status), message, retryAfter: retryAfter)
  }

  private static func code(of status: Int) -> RegistryError.Code {
    switch status {
    case 401, 403: .forbidden
    case 429: .overloaded
    case 400, 500...599: .failed
    default: .invalidAnswer
    }
  }

  private static func withoutIndex(_ asked: String) -> RegistryError {
    RegistryError(.invalidAnswer, "\(asked): answered without an index")
  }
}
