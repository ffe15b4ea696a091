import AgentConfiguration
import Diagnostics
import SystemSupport
import XCTest

/// Text → configuration → text gives the text again, so whatever is written is also read so.
final class ConfigurationWriterTests: ConfigurationChecks {
  private func check(_ text: String, file: StaticString = #filePath, line: UInt = #line) {
    let configuration = accepted(text, file: file, line: line)
    XCTAssertEqual(
      ConfigurationWriter.text(of: configuration), text + "\n", file: file, line: line)
  }

  private static let all = [
    agent, consul, discovered, etcd, templates, balancers, plain, keys,
  ]

  func testWhatIsWrittenIsReadAgain() {
    for text in Self.all { check(text) }
  }

  /// A setting that is added later and forgotten here would be lost by whoever writes.
  func testEverySettingIsInOneOfTheTexts() {
    // Other spellings, and what only variables can give.
    let exceptions: Set<String> = ["enabled"]
    for section in SettingReference.sections {
      for setting in section.settings where !setting.isSecret && !exceptions.contains(setting.key) {
        let isThere = Self.all.contains { text in
          text.contains("\(setting.key) = ") || text.contains(".\(setting.key)]")
            || text.contains(".\(setting.key).")
        }
        XCTAssertTrue(isThere, "`\(setting.key)` of \(section.heading) is in no text")
      }
    }
  }

  func testTextsKeepTheirLinesAndBytes() {
    let texts = [
      "a\n'''b", "a\nb'", "a\n\u{1}\"\"\"\\", "\n", "\r\n", "'\n'", "a\"b\\", "",
    ]
    for text in texts {
      var configuration = Configuration()
      configuration.resources = [
        ResourceSettings(
          name: "/x", template: .inline(text), destination: DestinationSettings(path: "/x"))
      ]
      configuration.registries = [
        RegistrySettings(name: "file", kind: .file(.init(path: "/s" + text)))
      ]
      let read = accepted(ConfigurationWriter.text(of: configuration))
      XCTAssertEqual(read.resources.first?.template, .inline(text))
      XCTAssertEqual(read.registries, configuration.registries)
    }
  }

  func testSecretsAreNotWritten() {
    let configuration = accepted(
      "[registry.consul]\ntoken = \"s3cret\"\nauth = \"me:s3cret\"\n\n[registry.etcd]\n"
        + "password = \"s3cret\"\nusername = \"me\"\n\n[registry.etcd2]\n"
        + "auth = \"me:s3cret\"\n")
    XCTAssertEqual(
      ConfigurationWriter.text(of: configuration),
      """
      [registry.consul]
      # `token` is left out, as it is a secret: give it as `token_file` or in CONSUL_HTTP_TOKEN
      # `auth` is left out, as it is a secret: give it in CONSUL_HTTP_AUTH

      [registry.etcd]
      username = "me"
      # `password` is left out, as it is a secret: give it as `password_file`

      [registry.etcd2]
      # `auth` is left out, as it is a secret: give it in TRIMTAB_REGISTRY_ETCD2_AUTH

      """)
  }

  func testNotesStandWhereTheyBelong() {
    var notes = ConfigurationWriter.Notes()
    notes.top = ["made by hand", "in two lines\nor three"]
    notes.templates["/a.cfg"] = ["the first"]
    let configuration = accepted(
      "[registry.file]\npath = \"/s\"\n[[template]]\nsource = \"/a\"\ndestination = \"/a.cfg\"")
    XCTAssertEqual(
      ConfigurationWriter.text(of: configuration, notes: notes),
      """
      # made by hand
      # in two lines
      # or three

      [registry.file]
      path = "/s"

      # the first
      [[template]]
      source = "/a"
      destination = "/a.cfg"

      """)
  }
}
