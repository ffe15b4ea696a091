/// The settings of a `[[template]]` block for confd's functions.
enum KeySettings {
  static let all: [Setting<TemplateDraft>] = [
    Setting(
      .init(
        "keys", "array of keys", default: "all",
        "the keys, with what is below them, that confd's functions see")
    ) { draft, node, list in
      draft.keySetting = node
      draft.keys.paths = node.texts("keys", &list)
    },
    Setting(
      .init(
        "key_prefix", "key", "the folder of these keys, which is no part of their names")
    ) { draft, node, list in
      draft.keySetting = node
      draft.keys.prefix = node.text("key_prefix", &list) ?? ""
    },
    Setting(
      .init(
        "key_match", AgentSettings.words(Match.allCases.map(\.rawValue)), default: "text",
        "whether `/app` means what begins with these letters, or what is in this folder")
    ) { draft, node, list in
      draft.keySetting = node
      guard let word = node.word("key_match", among: Match.allCases.map(\.rawValue), &list),
        let match = Match(rawValue: word)
      else { return }
      draft.keys.match = match
    },
    Setting(
      .init(
        "list_root", "boolean", default: "false",
        "whether `ls \"/\"` and `lsdir \"/\"` list folders too, as confd does not")
    ) { draft, node, list in
      draft.keySetting = node
      draft.keys.listsRoot = node.bool("list_root", &list) ?? false
    },
    Setting(
      .init(
        "seq_down", "boolean", default: "false",
        "whether `seq 3 1` counts down, as in confd's fork, or is empty")
    ) { draft, node, list in
      draft.keySetting = node
      draft.keys.countsDown = node.bool("seq_down", &list) ?? false
    },
    Setting(
      .init(
        "secret_keyring", "path",
        "the armored OpenPGP key ring, without passphrase, for `cget` and its kin")
    ) { draft, node, list in
      draft.keySetting = node
      draft.keys.secretKeyring = node.path("secret_keyring", &list)
    },
  ]

  private typealias Match = ResourceSettings.KeySpaceSettings.Match
}
