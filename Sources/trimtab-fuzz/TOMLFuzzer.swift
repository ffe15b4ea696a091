import DataFormats
import Diagnostics

/// Any bytes are a TOML document or diagnostics that can be shown.
enum TOMLFuzzer {
  static func check(_ bytes: UnsafeBufferPointer<UInt8>) {
    let source = Source(name: "fuzz", text: Array(bytes))
    _ = try? TOMLReader.document(source)
  }
}
