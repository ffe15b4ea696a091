import DataFormats
import Diagnostics
import Values

/// JSON of any bytes: no crash, no hang, and what is read is written to a text that reads the same.
enum JSONFuzzer {
  static func check(_ bytes: UnsafeBufferPointer<UInt8>) {
    let text = Array(bytes)
    _ = try? TypedJSON.value(text)
    _ = try? JSONReader.document(Source(name: "fuzz.json", text: text))
    guard let value = try? JSONReader.value(text, numbers: .floats) else { return }
    guard let written = try? JSONWriter.marshal(value) else { return }
    let again = try? JSONReader.value(written.storage, numbers: .floats)
    precondition(
      again?.isIdentical(to: value) ?? false, "what was written is read as the same value")
  }
}
