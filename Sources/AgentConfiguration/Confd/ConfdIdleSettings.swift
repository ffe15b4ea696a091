/// Settings that are understood and do nothing here: of backends that Trimtab does not have, and
/// of parts that it does in another way.
enum ConfdIdleSettings {
  /// All of them; a value of the wrong type is an error all the same.
  static let all: [ConfdSetting] =
    texts.map { flag in idle(flag, .one, "text") { _ = $0.text(flag, &$1) } }
    + toggles.map { flag in idle(flag, .none, "boolean") { _ = $0.bool(flag, &$1) } }
    + [
      idle(
        "systemd-notify", .none, "boolean", "not needed: a service manager is told in any case"
      ) { _ = $0.bool("systemd-notify", &$1) }
    ]
    + durations.map { flag in
      idle(flag, .one, "duration") { node, list in
        switch node.kind {
        case .integer(0), .string(""), .string("0"): return
        default: _ = node.duration(flag, &list)
        }
      }
    }

  private static let texts = [
    "auth-token", "auth-type", "app-id", "user-id", "role-id", "secret-id", "path", "table",
    "secretsmanager-version-stage", "mock-data",
  ]

  private static let toggles = [
    "acm-export-private-key", "secretsmanager-no-flatten", "template-cache", "no-template-cache",
  ]

  private static let durations = [
    "imds-cache-ttl", "stat-cache-ttl", "read-timeout", "write-timeout", "watch-error-backoff",
    "preflight-timeout", "shutdown-timeout",
  ]

  private static func idle(
    _ flag: String, _ argument: ConfdSetting.Argument, _ form: String,
    _ help: String = "has no effect here",
    _ judge: @escaping @Sendable (SettingNode, inout DiagnosticList) -> Void
  ) -> ConfdSetting {
    let key = ConfdSetting.normalised(flag)
    let isSecret = ["auth_token", "secret_id", "app_id", "user_id"].contains(key)
    return ConfdSetting(
      flag,
      Setting(.init(key, form, help, isSecret: isSecret)) { _, node, list in
        judge(node, &list)
      }, argument: argument, variable: "CONFD_" + key.uppercased())
  }
}
