import AgentConfiguration
import Diagnostics
import RegistryCore
import SystemSupport
import XCTest

@testable import AgentCore

/// Who shares with whom, and what.
final class ShareIdentityTests: XCTestCase {
  private let consul = "[registry.consul]\naddress = \"10.0.0.1:8500\"\n"

  private func assembly(_ settings: String, template: String) throws -> Assembly {
    let text = "\(settings)[[template]]\n\(template)\ndestination = \"/nowhere/x\"\n"
    let reading = ConfigurationReader.read(files: [Source(name: "trimtab.toml", text: text)])
    return try Assembly.make(
      try XCTUnwrap(reading.configuration, DiagnosticRenderer().render(reading.diagnostics)),
      environment: [:], numbers: ResourceNumbers())
  }

  private func name(_ settings: String, _ template: String) throws -> String {
    let assembly = try assembly(settings, template: template)
    let identity = ShareIdentity(
      assembly.configuration, board: assembly.configuration.registries[0].name)
    return identity.name(of: try XCTUnwrap(assembly.resources.first))
  }

  func testTemplatesThatDifferInAnythingAskedDoNotShare() throws {
    let plain = "contents = '{{ key \"a\" }}'"
    let names = try [
      name(consul, plain), name(consul, "contents = '{{ key \"b\" }}'"),
      name(consul, "contents = '{{ key \"a\" }} '"),
      name(consul, "contents = 'x'"), name(consul, "contents = 'x'\nfunctions = \"none\""),
      name(consul, "\(plain)\nmissing_key = \"error\""),
      name(consul, "\(plain)\nleft_delimiter = \"<<\"\nright_delimiter = \">>\""),
      name("\(consul)datacenter = \"dc2\"\n", plain),
      name("\(consul)consistency = \"consistent\"\n", plain),
      name("\(consul)[registry.consul.services]\nlayout = \"registrator\"\n", plain),
      name("\(consul)[registry.etcd]\n", "\(plain)\nregistry = \"consul\""),
      name("\(consul)[registry.etcd]\n", "\(plain)\nregistry = \"etcd\""),
      name(
        "\(consul)[registry.etcd]\naddress = \"other:1\"\n", "\(plain)\nregistry = \"consul\""),
    ]
    XCTAssertEqual(Set(names).count, names.count, "\(names)")
    for name in names { XCTAssertEqual(name.count, 32) }
  }

  func testTheAddressOfTheRegistryWhereAgentsMeetDoesNotMatter() throws {
    let template = "contents = '{{ key \"a\" }}'"
    let other = "[registry.consul]\naddress = \"10.0.0.2:8500\"\ntoken = \"x\"\n"
    XCTAssertEqual(try name(consul, template), try name(other, template))
    let several = "[registry.consul]\naddresses = [\"10.0.0.3:8500\", \"10.0.0.4:8500\"]\n"
    XCTAssertEqual(try name(consul, template), try name(several, template))
  }

  func testWhatIsOfOneMachineIsNotShared() throws {
    let assembly = try assembly(
      "\(consul)[registry.env]\n", template: "contents = 'x'\nregistry = \"consul\"")
    let identity = ShareIdentity(assembly.configuration, board: "consul")
    func check(
      _ subject: Query.Subject, of registry: String = "consul", _ isShared: Bool,
      line: UInt = #line
    ) {
      let key = identity.key(of: Query(registry: registry, subject))
      XCTAssertEqual(key != nil, isShared, subject.text, line: line)
    }
    check(.key(path: "a", .init()), of: "env", false)
    check(.key(path: "a", .init()), of: "unknown", false)
    check(.node(name: "", .init()), false)
    check(.node(name: "n", .init()), true)
    check(.nodes(near: "_agent", .init()), false)
    check(.nodes(near: "", .init()), true)
    check(.service(.init(name: "web", near: "_agent")), false)
    check(.service(.init(name: "web")), true)
    check(.preparedQuery(name: "q", near: "", .init()), false)
    check(.mesh(.caLeaf(service: "web"), .init()), false)
    check(.mesh(.caRoots, .init()), true)
    check(.services(.init()), true)
    check(.datacenters(ignoresFailing: false), true)
    check(.key(path: "a", .init()), true)
    check(.prefix(path: "a", .init()), true)
  }
}
