import Diagnostics
import Rendering
import Values

/// Any bytes as a snapshot file: refused, or read, and what is written of it reads the same.
enum RecordingFuzzer {
  static func check(_ bytes: UnsafeBufferPointer<UInt8>) {
    let source = Source(name: "snapshot", text: Array(bytes))
    guard let first = try? RecordingReader.read(source).recording else { return }
    let text = write(first)
    guard let second = try? RecordingReader.read(Source(name: "again", text: text)).recording else {
      preconditionFailure("what is written can be read")
    }
    precondition(write(second) == text, "what was read is written in the same way again")
    precondition(first.answers.count == second.answers.count, "no answer is lost")
    for (query, answer) in first.answers {
      precondition(
        second.answers[query]?.isIdentical(to: answer) == true, "the same answer is read")
    }
    _ = RecordingWriter.write(first, redaction: .secrets())
  }

  private static func write(_ recording: Recording) -> [UInt8] {
    RecordingWriter.write(recording, redaction: .onlyTokens(), includesVolatile: true).text
  }
}
