import TemplateLanguage
import Values

/// A path of fields, such as `Weights.Passing`, into records and maps.
struct Field {
  private let names: [Bytes]

  /// A path with dots; the empty one leads nowhere else.
  init(_ path: Bytes) { names = path.isEmpty ? [] : path.split(by: ".") }

  /// What stands there; nil if nothing does.
  func value(of value: Value) -> Value? {
    var value = value
    for name in names {
      let next: Value? =
        switch value {
        case .record(let record), .recordPointer(let record): record[name]
        case .map(let map): map[name]
        default: nil
        }
      guard let next else { return nil }
      value = next
    }
    return value
  }

  /// The text that stands there; nil if something else does.
  func bytes(of value: Value) -> Bytes? { self.value(of: value)?.asBytes }
}

/// Values as templates print them.
enum GoText {
  /// The text that an action prints.
  static func of(_ value: Value) -> String { GoFormat.sprint([value]).string }
}
