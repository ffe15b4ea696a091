import Diagnostics
import SystemSupport

/// The types of consul-template's settings.
extension Setting where Target: ConsulTemplateReadable {
  /// A time: a number counts nanoseconds where the original is wanted.
  static func time(
    _ key: String, _ store: @escaping @Sendable (inout Target, Duration) -> Void
  ) -> Setting {
    .key(key) { target, node, list in
      if target.isStrict, case .integer(let number) = node.kind {
        store(&target, .nanoseconds(number))
      } else if let duration = node.duration(key, &list) {
        store(&target, duration)
      }
    }
  }

  /// A time that is only judged.
  static func judgedTime(_ key: String) -> Setting { .time(key) { _, _ in } }

  /// A table with settings of its own.
  static func block<Inner>(
    _ key: String, _ place: Place<Inner>, _ settings: [Setting<Inner>]
  ) -> Setting {
    .key(key) { target, node, list in
      guard case .table(let table) = node.kind else {
        return node.expected("a block", for: key, &list)
      }
      TableReader("`\(key)`", settings).read(table, into: &target[keyPath: place], &list)
    }
  }
}

extension Setting {
  /// A setting that only its key describes.
  static func key(_ key: String, read: @escaping Read) -> Setting {
    Setting(SettingDescription(key, "", ""), read: read)
  }

  /// A text, which may be empty.
  static func text(_ key: String, _ place: Place<String>) -> Setting {
    .text(SettingDescription(key, "", ""), place)
  }

  /// A text that is empty when it is not set.
  static func text(_ key: String, _ place: Place<String?>) -> Setting {
    .key(key) { target, node, list in
      if let text = node.text(key, &list) { target[keyPath: place] = text.isEmpty ? nil : text }
    }
  }

  /// A text that is only judged.
  static func judgedText(_ key: String) -> Setting {
    .key(key) { _, node, list in _ = node.text(key, &list) }
  }

  /// True or false.
  static func bool(_ key: String, _ place: Place<Bool>) -> Setting {
    .bool(SettingDescription(key, "", ""), place)
  }

  /// True, false or nothing.
  static func bool(_ key: String, _ place: Place<Bool?>) -> Setting {
    .key(key) { target, node, list in
      if let flag = node.bool(key, &list) { target[keyPath: place] = flag }
    }
  }

  /// True or false, only judged.
  static func judgedBool(_ key: String) -> Setting {
    .key(key) { _, node, list in _ = node.bool(key, &list) }
  }

  /// A whole number.
  static func number(
    _ key: String, in range: ClosedRange<Int64> = 0...Int64(Int32.max), _ place: Place<Int>
  ) -> Setting {
    .key(key) { target, node, list in
      if let number = node.integer(key, in: range, &list) { target[keyPath: place] = Int(number) }
    }
  }

  /// A whole number that is only judged.
  static func judgedNumber(_ key: String) -> Setting {
    .key(key) { _, node, list in _ = node.integer(key, in: 0...Int64(Int32.max), &list) }
  }

  /// A signal; the empty text is none.
  static func signal(_ key: String, _ place: Place<SignalName?>) -> Setting {
    .key(key) { target, node, list in
      guard let text = node.text(key, &list) else { return }
      target[keyPath: place] = ConsulTemplateSignal.read(text, node, &list)
    }
  }

  /// A list of texts.
  static func list(_ key: String, _ place: Place<[String]>) -> Setting {
    .key(key) { target, node, list in
      if let texts = node.texts(key, &list) { target[keyPath: place] = texts }
    }
  }
}

/// Signals as consul-template names them.
enum ConsulTemplateSignal {
  /// The signal of a name; nil for none, also after adding an error.
  static func read(
    _ text: String, _ node: SettingNode, _ list: inout DiagnosticList
  ) -> SignalName? {
    if text.isEmpty || text.uppercased() == "SIGNULL" { return nil }
    if let signal = SignalName(text) { return signal }
    let upper = text.uppercased()
    list.error(
      "invalid-value", "unknown signal `\(text)`", at: node,
      hint: Suggestion.hint(
        for: upper.hasPrefix("SIG") ? upper : "SIG\(upper)", among: SignalName.all)
        ?? "there are \(SignalName.all.joined(separator: ", "))")
    return nil
  }
}
