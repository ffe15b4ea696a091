import Values

/// Writes snapshot files: JSON with a field a line, everything sorted, nothing that differs between
/// two recordings of the same data.
package enum RecordingWriter {
  /// The version of the format.
  package static let format = 1

  /// A file's text and how many texts are hidden in it.
  package struct Result: Sendable {
    /// The text.
    package let text: [UInt8]
    /// How many texts are hidden in it.
    package let redactedCount: Int
  }

  /// The text of a recording. `includesVolatile` also writes the indexes of entries and the time.
  package static func write(
    _ recording: Recording, redaction: Redaction, includesVolatile: Bool = false
  ) -> Result {
    var writer = AnswerWriter(.readable, redaction: redaction, includesVolatile: includesVolatile)
    var sections: [(key: Bytes, member: Section)] = [("format", .format)]
    if includesVolatile, let time = recording.time { sections.append(("time", .time(time))) }
    sections.append(("queries", .queries(recording.answers)))
    if let variables = recording.environment {
      sections.append(("environment", .environment(variables)))
    }
    if let files = recording.files { sections.append(("files", .files(files))) }
    writer.object(sections) { writer, section in write(section, to: &writer) }
    writer.append("\n")
    return Result(text: writer.output, redactedCount: writer.redactedCount)
  }

  private enum Section {
    case format
    case time(Int64)
    case queries([Bytes: Value])
    case environment([Bytes: Bytes?])
    case files([Bytes: Recording.File])
  }

  private static func write(_ section: Section, to writer: inout AnswerWriter) {
    switch section {
    case .format: writer.append(String(format))
    case .time(let time): writer.append(String(time))
    case .queries(let answers):
      writer.object(sorted(answers)) { writer, answer in
        let words = QueryWords(answer.text)
        let kind = AnswerKind.kind(of: words?.word ?? "")
        writer.write(answer: answer.value, of: kind, name: words?.argument)
      }
    case .environment(let variables):
      writer.object(sorted(variables)) { writer, variable in
        guard let value = variable.value else { return writer.append("null") }
        writer.write(text: value, name: variable.text)
      }
    case .files(let files):
      writer.object(sorted(files)) { writer, file in
        switch file.value {
        case .contents(let contents): writer.write(text: contents, name: file.text)
        case .exists: writer.append("{\"exists\": true}")
        case .missing: writer.append("null")
        }
      }
    }
  }

  /// The entries by their keys; each knows its own key.
  private static func sorted<Entry>(
    _ entries: [Bytes: Entry]
  ) -> [(key: Bytes, member: (text: Bytes, value: Entry))] {
    entries.sorted { $0.key < $1.key }.map {
      (key: $0.key, member: (text: $0.key, value: $0.value))
    }
  }
}
