import Values

/// The copies of all questions, found by the keys they are about. Pure.
///
/// An event costs as many look-ups as there are lengths of prefixes, however many questions there
/// are.
package struct EtcdViews: Sendable {
  private var views: [EtcdQuestion: EtcdView] = [:]
  private var byKey: [Bytes: [EtcdQuestion]] = [:]
  private var byPrefix: [Bytes: [EtcdQuestion]] = [:]
  private var prefixLengths: [Int: Int] = [:]

  /// No copies.
  package init() {}

  /// The questions there are copies for.
  package var questions: some Sequence<EtcdQuestion> { views.keys }

  /// The copy for a question; setting nil forgets it.
  package subscript(question: EtcdQuestion) -> EtcdView? {
    get { views[question] }
    _modify {
      let wasThere = views[question] != nil
      yield &views[question]
      let isThere = views[question] != nil
      if isThere != wasThere { index(question, isThere: isThere) }
    }
  }

  /// Applies the events of one message of a stream that tells of `range`. Returns the questions
  /// whose data changed.
  ///
  /// Copies of more than the range do without: of their other keys the stream tells nothing, so
  /// that they could not know up to which revision they heard everything. Their own stream tells
  /// them, sooner or later than this one.
  package mutating func apply(_ events: [EtcdEvent], of range: EtcdRange) -> [EtcdQuestion] {
    var concerned: [EtcdQuestion: [EtcdEvent]] = [:]
    for event in events {
      for question in byKey[event.key] ?? [] where range.covers(question.range) {
        concerned[question, default: []].append(event)
      }
      for length in prefixLengths.keys where length <= event.key.count {
        for question in byPrefix[event.key[0..<length]] ?? []
        where range.covers(question.range) {
          concerned[question, default: []].append(event)
        }
      }
    }
    return concerned.compactMap { question, events in
      views[question]?.apply(events) == true ? question : nil
    }
  }

  private mutating func index(_ question: EtcdQuestion, isThere: Bool) {
    let (prefix, length) = (question.prefix, question.prefix.count)
    guard !question.isSingleKey else {
      byKey[prefix, default: []].removeAll { $0 == question }
      if isThere { byKey[prefix, default: []].append(question) }
      if byKey[prefix]?.isEmpty == true { byKey[prefix] = nil }
      return
    }
    byPrefix[prefix, default: []].removeAll { $0 == question }
    if isThere { byPrefix[prefix, default: []].append(question) }
    if byPrefix[prefix]?.isEmpty == true { byPrefix[prefix] = nil }
    prefixLengths[length, default: 0] += isThere ? 1 : -1
    if prefixLengths[length] == 0 { prefixLengths[length] = nil }
  }
}
