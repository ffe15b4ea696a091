import DataFormats
import Diagnostics
import RegistryCore
import SystemSupport
package import Values

/// One answer as a line of a cache: JSON with the registry's identity, the query, the time and the
/// answer.
package struct CachedAnswer: Sendable {
  /// Whose answer to what.
  package struct Key: Hashable, Sendable {
    /// Whose data it is.
    package let identity: String
    /// The query's text without the registry's name.
    package let subject: Bytes

    /// A key.
    package init(identity: String, subject: Bytes) {
      self.identity = identity
      self.subject = subject
    }

    /// What spreads keys evenly over files or blocks.
    package var digest: UInt64 {
      ContentDigest.of(Array(identity.utf8) + [0] + subject.storage)
    }
  }

  /// Whose answer to what.
  package let key: Key
  /// When it was last known to be true, in seconds since 1970.
  package let time: Int64
  /// The line without its end.
  package let line: [UInt8]

  /// The line of an answer; nil if it has a secret in it that the redaction hides.
  package init?(_ value: Value, key: Key, time: Int64, redaction: Redaction) {
    var writer = AnswerWriter(.compact, redaction: redaction, includesVolatile: true)
    let words = QueryWords(key.subject)
    writer.append("{\"registry\":")
    JSONText.append(Array(key.identity.utf8), to: &writer)
    writer.append(",\"query\":")
    JSONText.append(key.subject.storage, to: &writer)
    writer.append(",\"time\":\(time),\"answer\":")
    writer.write(
      answer: value, of: AnswerKind.kind(of: words?.word ?? ""), name: words?.argument)
    writer.append("}")
    guard writer.redactedCount == 0 else { return nil }
    self.key = key
    self.time = time
    line = writer.output
  }

  /// The answer of a line; nil if it is none.
  package init?(line: [UInt8]) {
    guard let root = try? JSONTape(line, limits: JSONTape.Limits(depth: 64)).root,
      let identity = root["registry"]?.string, let subject = root["query"]?.bytes,
      let time = root["time"]?.int64, root["answer"] != nil
    else { return nil }
    key = Key(identity: identity, subject: subject)
    self.time = time
    self.line = line
  }

  /// Whether a redaction hides nothing of it. Answers may have been kept under another one.
  package func isShown(by redaction: Redaction) -> Bool {
    guard let value = value() else { return false }
    return CachedAnswer(value, key: key, time: time, redaction: redaction) != nil
  }

  /// The value; nil if the line does not hold one of the query's sort.
  package func value() -> Value? {
    guard let words = QueryWords(key.subject), let root = try? JSONTape(line).root,
      let answer = root["answer"]
    else { return nil }
    // There is no reading aloud of mistakes here: the text is for nobody.
    var reader = AnswerReader(Source(name: "", text: [UInt8]()))
    let value = reader.answer(
      answer, of: AnswerKind.kind(of: words.word), service: Bytes())
    return reader.diagnostics.isEmpty ? value : nil
  }
}

extension JSONText {
  fileprivate static func append(_ text: [UInt8], to writer: inout AnswerWriter) {
    var bytes: [UInt8] = []
    append(text, to: &bytes)
    writer.append(bytes)
  }
}
