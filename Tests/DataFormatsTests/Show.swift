import Diagnostics
import Values

@testable import DataFormats

/// Compact texts of values and documents, so that a test row is one line.
enum Show {
  static func value(_ value: Value) -> String {
    switch value {
    case .absent: "absent"
    case .null: "null"
    case .bool(let flag): "\(flag)"
    case .int(let number, let width): width == .int ? "\(number)" : "\(width)(\(number))"
    case .uint(let number, let width): "\(width)(\(number))"
    case .float(let number, let width): width == .float64 ? "f\(number)" : "f32(\(number))"
    case .bytes(let text): "'\(text.string)'"
    case .list(let list):
      list.isNil ? "nil" : "[" + list.elements.map(self.value).joined(separator: " ") + "]"
    case .map(let map):
      map.isNil
        ? "nilmap"
        : "{"
          + zip(map.keys, map.values).map { "\(self.value($0)):\(self.value($1))" }
          .joined(separator: " ") + "}"
    case .record(let record): "record" + fields(record)
    case .recordPointer(let record): "&record" + fields(record)
    case .pointer(let pointer): "&" + (pointer.target.map(self.value) ?? "nil")
    case .function: "function"
    case .object: "object"
    }
  }

  private static func fields(_ record: RecordValue) -> String {
    "("
      + zip(record.shape.fields, record.fields)
      .map { "\($0.name)=\(value($1))" }.joined(separator: " ") + ")"
  }

  static func document(_ node: DocumentNode) -> String {
    switch node.kind {
    case .null: "null"
    case .bool(let flag): "\(flag)"
    case .integer(let number): "\(number)"
    case .float(let number): "f\(number)"
    case .string(let text): "'\(text.string)'"
    case .date(let text): "@\(text)"
    case .array(let nodes): "[" + nodes.map(document).joined(separator: " ") + "]"
    case .table(let entries):
      "{" + entries.map { "\($0.key):\(document($0.value))" }.joined(separator: " ") + "}"
    }
  }

  /// What a person sees, or the document if there is nothing to complain about.
  static func reading(_ read: () throws -> DocumentNode) -> String {
    do {
      return document(try read())
    } catch let error as DiagnosticError {
      return DiagnosticRenderer().render(error.diagnostics)
    } catch {
      return "\(error)"
    }
  }
}
