import DataFormats
import Diagnostics

/// Any bytes are a document or a complaint with a place in the text.
enum HCLFuzzer {
  static func check(_ bytes: UnsafeBufferPointer<UInt8>) {
    let source = Source(name: "fuzz.hcl", text: Array(bytes))
    do throws(DiagnosticError) {
      _ = try HCLReader.document(source)
    } catch {
      for diagnostic in error.diagnostics {
        guard let span = diagnostic.span else { preconditionFailure("a mistake has a place") }
        precondition(span.start >= 0 && span.end <= bytes.count, "the place is in the text")
      }
      _ = DiagnosticRenderer().render(error.diagnostics)
    }
  }
}
