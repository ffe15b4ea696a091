import DataFormats
import Values

/// One message of a watch. Pure.
package enum EtcdWatchMessage: Sendable, Equatable {
  /// The watch exists; the member's revision then.
  case created(revision: UInt64)
  /// All changes of one or several revisions, in order.
  case events([EtcdEvent])
  /// All changes up to a revision were told.
  case progress(revision: UInt64)
  /// The changes that were asked for are gone.
  case compacted
  /// The watch is over.
  case cancelled(EtcdFailure)

  /// Reads one message, or throws why it is none.
  package static func read(_ body: [UInt8]) throws(EtcdFailure) -> EtcdWatchMessage {
    let root = try EtcdAnswers.root(of: body)
    if let error = root["error"] {
      return .cancelled(
        EtcdFailure(
          code: error["grpc_code"]?.int64 ?? error["code"]?.int64,
          text: error["message"]?.string ?? error.string ?? "an error without a message"))
    }
    guard let result = root["result"], result.kind == .object else {
      throw EtcdAnswers.invalid("expected a `result` or an `error`")
    }
    if result["canceled"]?.bool == true { return try cancellation(result) }
    let revision = try EtcdAnswers.revision(result)
    if result["created"]?.bool == true { return .created(revision: revision) }
    guard let list = result["events"], list.count > 0 else { return .progress(revision: revision) }
    var events: [EtcdEvent] = []
    events.reserveCapacity(list.count)
    for element in list.elements { events.append(try event(element)) }
    return .events(events)
  }

  private static func cancellation(_ result: JSONCursor) throws(EtcdFailure) -> EtcdWatchMessage {
    if let compacted = try EtcdAnswers.number(result["compact_revision"]), compacted > 0 {
      return .compacted
    }
    let reason = result["cancel_reason"]?.string ?? ""
    return .cancelled(
      EtcdFailure(code: nil, text: reason.isEmpty ? "the watch was cancelled" : reason))
  }

  private static func event(_ element: JSONCursor) throws(EtcdFailure) -> EtcdEvent {
    guard let object = element["kv"] else { throw EtcdAnswers.invalid("expected an event's `kv`") }
    let pair = try EtcdAnswers.pair(object)
    // What is absent is a write; old gateways number the types.
    let isDeletion =
      element["type"].map { $0.equals("DELETE") || $0.uint64 == 1 } ?? false
    return EtcdEvent(
      key: pair.key, revision: pair.modifyRevision, pair: isDeletion ? nil : pair)
  }
}
