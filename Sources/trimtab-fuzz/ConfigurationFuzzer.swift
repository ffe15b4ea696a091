import AgentConfiguration
import Diagnostics

/// Feeds the reader of configurations.
enum ConfigurationFuzzer {
  /// Reads the bytes as a file, alone and laid over another, and shows all that is said of them.
  static func check(_ bytes: UnsafeBufferPointer<UInt8>) {
    let source = Source(name: "fuzz.toml", text: Array(bytes))
    let base = Source(name: "base.toml", text: Array(base.utf8))
    let text = String(decoding: bytes, as: UTF8.self)
    var overrides = ConfigurationOverrides()
    overrides.set(["template", "web", "wait"], to: text, from: "--set")
    overrides.setRegistry(kind: "consul", key: "address", to: text, from: "--consul")
    let environment = [
      "TRIMTAB_LOG_LEVEL": text, "TRIMTAB_TEMPLATE_WEB_MODE": text, "CONSUL_HTTP_SSL": text,
    ]
    let readings = [
      ConfigurationReader.read(files: [source]),
      ConfigurationReader.read(files: [base, source], environment: environment),
      ConfigurationReader.read(files: [base], overrides: overrides),
    ]
    for reading in readings {
      precondition(
        reading.configuration != nil || !reading.errors.isEmpty, "a refusal has a reason")
      _ = DiagnosticRenderer().render(reading.diagnostics)
    }
  }

  private static let base = """
    [registry.consul]
    token = "secret"
    [[template]]
    name = "web"
    contents = "x"
    destination = "/a"
    """
}
