import AgentConfiguration
import Diagnostics
import TestSupport
import XCTest

/// What tests of confd's configuration share.
class ConfdChecks: XCTestCase {
  /// A smallest resource.
  static let resource = "[template]\nsrc = \"a.tmpl\"\ndest = \"/x/a\"\n"

  let folder = TemporaryDirectory.fresh

  /// The flags of a command line, by their keys.
  func flags(_ values: [String: String]) -> SettingTable {
    var table = SettingTable()
    for (key, value) in values.sorted(by: { $0.key < $1.key }) {
      var node = SettingNode(bareText: value, name: "-\(key)")
      if ["nodes", "file"].contains(key) {
        node = SettingNode(
          .array([node]), source: node.source, span: node.span, isBareText: true)
      }
      table.put(SettingEntry(key: key, keySpan: node.span, value: node))
    }
    return table
  }

  func source(
    _ values: [String: String] = [:], form: ConfdSource.Form = .original
  ) -> ConfdSource {
    let places = ["confdir": folder.path, "config_file": folder.file("confd.toml")]
    return ConfdSource(form: form, flags: flags(places.merging(values) { $1 }))
  }

  func read(
    _ values: [String: String] = ["backend": "env"], form: ConfdSource.Form = .original,
    environment: [String: String] = [:]
  ) -> ConfigurationReading {
    var request = ConfigurationRequest(environment: environment)
    request.foreign = .confd(source(values, form: form))
    return request.read()
  }

  /// Checks that what is on disk is accepted, with these rendered warnings, and gives the
  /// configuration.
  func accepted(
    _ values: [String: String] = ["backend": "env"], form: ConfdSource.Form = .original,
    environment: [String: String] = [:], warnings: String = "", file: StaticString = #filePath,
    line: UInt = #line
  ) -> Configuration {
    let reading = read(values, form: form, environment: environment)
    XCTAssertEqual(shown(reading), warnings, file: file, line: line)
    return reading.configuration ?? Configuration()
  }

  /// Checks that what is on disk is refused with these rendered diagnostics.
  func checkRefused(
    _ values: [String: String], _ expected: String, form: ConfdSource.Form = .original,
    file: StaticString = #filePath, line: UInt = #line
  ) {
    let reading = read(values, form: form)
    XCTAssertNil(reading.configuration, "must be refused", file: file, line: line)
    XCTAssertEqual(shown(reading), expected, file: file, line: line)
  }

  /// The same with the backend `env` and no other flag.
  func checkRefused(
    _ expected: String, file: StaticString = #filePath, line: UInt = #line
  ) {
    checkRefused(["backend": "env"], expected, file: file, line: line)
  }

  private func shown(_ reading: ConfigurationReading) -> String {
    DiagnosticRenderer().render(reading.diagnostics)
      .replacingOccurrences(of: folder.path + "/", with: "")
  }

  /// Writes the file of a resource.
  func write(_ text: String, to name: String = "a.toml") throws {
    try folder.write(text, to: "conf.d/\(name)")
  }
}
