import SystemSupport

/// The usual types of settings.
extension Setting {
  typealias Place<Value> = any WritableKeyPath<Target, Value> & Sendable

  /// A text.
  static func text(_ description: SettingDescription, _ place: Place<String>) -> Setting {
    Setting(description) { target, node, list in
      if let text = node.text(description.key, &list) { target[keyPath: place] = text }
    }
  }

  /// A text that is not empty.
  static func filledText(_ description: SettingDescription, _ place: Place<String?>) -> Setting {
    Setting(description) { target, node, list in
      if let text = node.filledText(description.key, &list) { target[keyPath: place] = text }
    }
  }

  /// The name of something else in the configuration; `node` is for messages when there is none.
  static func reference(
    _ description: SettingDescription, node place: Place<SettingNode?>, _ name: Place<String?>
  ) -> Setting {
    Setting(description) { target, node, list in
      target[keyPath: place] = node
      target[keyPath: name] = node.filledText(description.key, &list)
    }
  }

  /// A token or password.
  static func secret(_ description: SettingDescription, _ place: Place<Secret?>) -> Setting {
    Setting(description) { target, node, list in
      if let text = node.filledText(description.key, &list) {
        target[keyPath: place] = Secret(text)
      }
    }
  }

  /// A path.
  static func path(_ description: SettingDescription, _ place: Place<String?>) -> Setting {
    Setting(description) { target, node, list in
      if let path = node.path(description.key, &list) { target[keyPath: place] = path }
    }
  }

  /// True or false.
  static func bool(_ description: SettingDescription, _ place: Place<Bool>) -> Setting {
    Setting(description) { target, node, list in
      if let flag = node.bool(description.key, &list) { target[keyPath: place] = flag }
    }
  }

  /// A time with its unit.
  static func duration(
    _ description: SettingDescription, _ place: Place<Duration>, atLeast minimum: Duration = .zero
  ) -> Setting {
    Setting(description) { target, node, list in
      if let duration = node.duration(description.key, atLeast: minimum, &list) {
        target[keyPath: place] = duration
      }
    }
  }

  /// One of the words of an enumeration.
  static func word<Word: RawRepresentable & CaseIterable & Sendable>(
    _ description: SettingDescription, _ place: Place<Word>
  ) -> Setting where Word.RawValue == String {
    Setting(description) { target, node, list in
      let words = Word.allCases.map(\.rawValue)
      if let text = node.word(description.key, among: words, &list),
        let word = Word(rawValue: text)
      {
        target[keyPath: place] = word
      }
    }
  }
}
