import AgentConfiguration
import XCTest

/// Which keys confd's functions see, and in which language a file is.
final class KeySettingsTests: ConfigurationChecks {
  private let template = "[[template]]\ncontents = \"x\"\ndestination = \"/x\"\n"

  func testKeysAreForConfdsFunctionsOnly() {
    checkRefused(
      "\(template)keys = [\"/app\"]",
      """
      trimtab.toml:4:8: error: keys are chosen for templates with `functions = "confd"`
        4 | keys = ["/app"]
          |        ^^^^^^^^
      """)
    checkRefused(
      "\(template)functions = \"confd\"\nkey_match = \"glob\"",
      """
      trimtab.toml:5:13: error: expected one of `text`, `path` for `key_match`, found `glob`
        5 | key_match = "glob"
          |             ^^^^^^
      """)
    checkRefused(
      "\(template)functions = \"confd\"\nkeys = \"/app\"",
      """
      trimtab.toml:5:8: error: expected an array of strings for `keys`, found a string
        5 | keys = "/app"
          |        ^^^^^^
      """)
  }

  func testSettingsOfFilesOfKeysAreForThose() {
    checkRefused(
      "[registry.file]\npath = \"/x\"\nfilter = \"*.yaml\"\n\(template)",
      """
      trimtab.toml:3:1: error: `filter` is for files with `content = "keys"`
        3 | filter = "*.yaml"
          | ^^^^^^
      """)
  }

  func testAFormatIsForFilesOfData() {
    checkRefused(
      "\(template)format = \"xml\"",
      """
      trimtab.toml:4:10: error: expected one of `json`, `yaml`, `toml` for `format`, found `xml`
        4 | format = "xml"
          |          ^^^^^
      """)
    checkRefused(
      "\(template)format = \"json\"\napply = \"nginx\"",
      """
      trimtab.toml:4:10: error: a file of nginx's configuration has no `format`
        4 | format = "json"
          |          ^^^^^^
      """)
    checkRefused(
      "[group.g]\napply = \"nginx\"\n\(template)format = \"json\"\nin_group = \"g\"",
      """
      trimtab.toml:6:10: error: a file of nginx's configuration has no `format`
        6 | format = "json"
          |          ^^^^^^
      """)
    XCTAssertEqual(accepted("\(template)format = \"toml\"").resources[0].format, .toml)
  }

  func testKeysAreRead() {
    let none = accepted(template + "functions = \"confd\"").resources[0].keys
    XCTAssertEqual(none, ResourceSettings.KeySpaceSettings())
    let keys = accepted(
      template + """
        functions = "confd"
        keys = ["/app", "/db"]
        key_prefix = "/production"
        key_match = "path"
        list_root = true
        secret_keyring = "/etc/trimtab/keys.asc"
        """
    ).resources[0].keys
    XCTAssertEqual(keys.paths, ["/app", "/db"])
    XCTAssertEqual(keys.prefix, "/production")
    XCTAssertEqual(keys.match, .path)
    XCTAssertTrue(keys.listsRoot)
    XCTAssertEqual(keys.secretKeyring, "/etc/trimtab/keys.asc")
    XCTAssertEqual(
      accepted(template + "functions = \"confd\"\nsecret_keyring = \"keys.asc\"")
        .resources[0].keys.secretKeyring, "keys.asc")
  }
}
