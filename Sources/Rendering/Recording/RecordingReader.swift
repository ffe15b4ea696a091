import DataFormats
package import Diagnostics
import RegistryCore
import Values

/// Reads snapshot files, recorded or written by hand.
package enum RecordingReader {
  /// The most bytes of a file.
  package static let sizeLimit = 64 << 20
  /// The most queries of a file.
  package static let queryLimit = 100_000
  private static let depthLimit = 64
  private static let sections = ["format", "time", "queries", "environment", "files"]

  /// What a file says.
  package struct Result: Sendable {
    /// What it holds.
    package let recording: Recording
    /// What is doubtful about it.
    package let warnings: [Diagnostic]
  }

  /// Reads a file, or says everything that is wrong with it.
  package static func read(_ source: Source) throws(DiagnosticError) -> Result {
    let tape: JSONTape
    do throws(JSONError) {
      tape = try JSONTape(
        source.text, limits: JSONTape.Limits(depth: depthLimit, size: sizeLimit), text: .strict)
    } catch {
      throw DiagnosticError(error.diagnostic(in: source))
    }
    var job = ReadingJob(source)
    job.read(tape.root)
    let diagnostics = job.reader.diagnostics
    guard diagnostics.isEmpty else { throw DiagnosticError(diagnostics) }
    return Result(recording: job.recording, warnings: job.warnings)
  }

  /// One file on its way to a recording.
  private struct ReadingJob {
    var reader: AnswerReader
    var recording = Recording()
    var warnings: [Diagnostic] = []

    init(_ source: Source) { reader = AnswerReader(source) }

    mutating func read(_ root: JSONCursor) {
      guard let members = reader.members(root, "an object with `format` and `queries`"),
        readFormat(members.first { $0.key == "format" }?.value, of: root)
      else { return }
      for member in members {
        switch member.key {
        case "format": break
        case "time": readTime(member.value)
        case "queries": readQueries(member.value)
        case "environment": readEnvironment(member.value)
        case "files": readFiles(member.value)
        default:
          reader.refuse(
            "unknown key `\(member.key.string)` in a snapshot", at: member.cursor,
            hint: Suggestion.hint(for: member.key.string, among: sections)
              ?? "there are \(sections.map { "`\($0)`" }.joined(separator: ", "))")
        }
      }
      recording.redactedCount = reader.redactedCount
    }

    /// Of a newer format nothing else would be understood.
    private mutating func readFormat(_ format: JSONCursor?, of root: JSONCursor) -> Bool {
      guard let format else {
        reader.refuse(
          "a snapshot needs its `format`", at: root,
          hint: "write `\"format\": \(RecordingWriter.format)`")
        return false
      }
      guard let number = format.int64 else {
        reader.expected("the number of a format", at: format)
        return false
      }
      guard number == RecordingWriter.format else {
        reader.refuse(
          "expected format \(RecordingWriter.format), found \(number)", at: format,
          hint: "another version of trimtab wrote it; record it anew")
        return false
      }
      return true
    }

    private mutating func readTime(_ cursor: JSONCursor) {
      recording.time = cursor.int64
      if recording.time == nil { reader.expected("nanoseconds since 1970", at: cursor) }
    }

    private mutating func readQueries(_ cursor: JSONCursor) {
      guard let members = reader.members(cursor, "an object of queries and answers") else {
        return
      }
      guard members.count <= queryLimit else {
        return reader.refuse("more than \(queryLimit) queries", at: cursor)
      }
      var canonicals: [(canonical: Bytes, text: Bytes)] = []
      for member in members {
        guard let words = words(of: member.key, at: member.cursor) else { continue }
        let query = query(words, at: member.cursor)
        var service = Bytes()
        if case .service(let asked)? = query?.subject { service = Bytes(asked.name) }
        let kind = AnswerKind.kind(of: words.word)
        guard let answer = reader.answer(member.value, of: kind, service: service) else {
          continue
        }
        recording.add(answer, for: member.key)
        if let canonical = try? words.canonical(), canonical != member.key {
          canonicals.append((canonical, member.key))
        }
      }
      for (canonical, text) in canonicals where recording.answers[canonical] == nil {
        recording.alias(canonical, for: text)
      }
    }

    private mutating func words(of text: Bytes, at cursor: JSONCursor) -> QueryWords? {
      guard let words = QueryWords(text) else {
        reader.refuse(
          "expected a query such as `service(web)`, found `\(text.string)`", at: cursor)
        return nil
      }
      // Templates have more functions that ask the same; people may take any of them.
      let known = AnswerKind.all.flatMap { [$0.word] + $0.functions }
      if !known.contains(words.word), let near = Suggestion.nearest(to: words.word, among: known) {
        reader.refuse(
          "no query is called `\(words.word)`", at: cursor, hint: "did you mean `\(near)`?")
        return nil
      }
      return words
    }

    /// The query that a text means. One which no template can write need not be wrong: other
    /// functions may ask it.
    private mutating func query(_ words: QueryWords, at cursor: JSONCursor) -> Query? {
      do throws(QuerySyntaxError) {
        return try words.query()
      } catch {
        if ["service", "connect"].contains(words.word), warnings.count < AnswerReader.mistakeLimit {
          warnings.append(
            Diagnostic(
              .warning, code: "snapshot-query",
              "no template can ask `\(error.argument)`: \(error.message)", source: reader.source,
              span: Span(cursor.range.lowerBound, cursor.range.upperBound), hint: error.hint))
        }
        return nil
      }
    }

    private mutating func readEnvironment(_ cursor: JSONCursor) {
      guard let members = reader.members(cursor, "an object of variables") else { return }
      var variables: [Bytes: Bytes?] = [:]
      for member in members {
        variables[member.key] = .some(member.value.isNull ? nil : reader.text(member.value))
      }
      recording.environment = variables
    }

    private mutating func readFiles(_ cursor: JSONCursor) {
      guard let members = reader.members(cursor, "an object of files") else { return }
      var files: [Bytes: Recording.File] = [:]
      for member in members {
        if member.value.isNull {
          files[member.key] = .missing
        } else if member.value.count == 1, member.value["exists"]?.bool == true {
          files[member.key] = .exists
        } else if let text = reader.text(member.value) {
          files[member.key] = .contents(text)
        }
      }
      recording.files = files
    }
  }
}
