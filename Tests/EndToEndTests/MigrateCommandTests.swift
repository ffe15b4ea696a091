import Foundation
import XCTest

/// `trimtab migrate`: the text, the proof, and what it says when there is nothing to do.
final class MigrateCommandTests: XCTestCase {
  private let snapshot = """
    {"format": 1, "queries": {"service(web)": [{"Address": "10.0.0.1", "Port": 80}]}}
    """

  private func consulTemplate() throws -> Program {
    let program = try Program(for: self)
    try program.write(
      "ct.hcl",
      """
      consul {
        address = "10.0.0.1:8500"
        token = "s3cret"
      }
      wait {
        min = "2s"
        max = "10s"
      }
      kill_signal = "SIGTERM"
      pid_file = "/run/ct.pid"
      template {
        source = "web.ctmpl"
        destination = "haproxy.cfg"
        command = "systemctl reload haproxy"
        perms = 0640
        backup = true
      }
      template {
        contents = <<EOT
      {{ range service "web" }}{{ .Address }}
      {{ end }}
      EOT
        destination = "/tmp/x"
        left_delimiter = "{{"
      }

      """)
    try program.write("web.ctmpl", "{{range service \"web\"}}{{.Address}}:{{.Port}}\n{{end}}")
    try program.write("snapshot.json", snapshot)
    return program
  }

  func testConsulTemplate() throws {
    let program = try consulTemplate()
    let finished = try program.run(["migrate", "consul-template", "ct.hcl"])
    XCTAssertEqual(finished.status, 0, finished.errors)
    try Golden.check(
      finished.output.replacingOccurrences(of: program.directory.path, with: "/work"),
      "migrate-consul-template.toml")
    XCTAssertFalse((finished.output + finished.errors).contains("s3cret"))
  }

  func testBothWaysAreRenderedOverTheSameData() throws {
    let program = try consulTemplate()
    check(
      try program.run(
        ["migrate", "consul-template", "ct.hcl", "--snapshot", "snapshot.json", "-o", "new.toml"]),
      errors: "note: all 2 files are the same both ways\n", status: 0)
    check(
      try program.run(["render", "-c", "new.toml", "--snapshot", "snapshot.json", "--stdout"]),
      output: """
        ==> \(program.directory.path)/haproxy.cfg <==
        10.0.0.1:80

        ==> /tmp/x <==
        10.0.0.1


        """, status: 0)
  }

  func testWhatGuardsTemplatesAndCommandsIsKept() throws {
    let program = try Program(for: self)
    try program.write("snapshot.json", snapshot)
    try FileManager.default.createDirectory(
      at: program.directory.appendingPathComponent("names"), withIntermediateDirectories: true)
    try program.write("names/web", "the web")
    try program.write(
      "ct.hcl",
      """
      exec {
        command = ["haproxy", "-W"]
        reload_signal = "SIGUSR2"
        env { denylist = ["CONSUL_*"] }
      }
      template {
        contents = "{{ file `\(program.directory.path)/names/web` }}"
        destination = "a"
        sandbox_path = "names"
        function_denylist = ["sprig_*", "plugin"]
        command = ["logger", "changed"]
        exec { env { custom = ["WHO=me"] } }
      }

      """)
    let finished = try program.run(
      ["migrate", "consul-template", "ct.hcl", "--snapshot", "snapshot.json"])
    XCTAssertEqual(finished.errors, "note: the file is the same both ways\n")
    try Golden.check(
      finished.output.replacingOccurrences(of: program.directory.path, with: "/work"),
      "migrate-consul-template-guards.toml")
    try program.write(
      "ct.hcl",
      """
      template {
        contents = "{{ file `/etc/passwd` }}"
        destination = "a"
        sandbox_path = "names"
      }

      """)
    let migrated = try program.run(["migrate", "consul-template", "ct.hcl", "-o", "new.toml"])
    XCTAssertEqual(migrated.status, 0, migrated.errors)
    let rendered = try program.run(["render", "-c", "new.toml", "--stdout"])
    XCTAssertTrue(rendered.errors.contains("outside of the sandbox"), rendered.errors)
  }

  func testDataThatAreMissingAreSaid() throws {
    let program = try consulTemplate()
    try program.write("snapshot.json", "{\"format\": 1, \"queries\": {}}")
    let finished = try program.run(
      ["migrate", "consul-template", "ct.hcl", "--snapshot", "snapshot.json"])
    XCTAssertNotEqual(finished.status, 0)
    XCTAssertEqual(finished.output, "")
    XCTAssertTrue(finished.errors.contains("service(web"), finished.errors)
  }

  func testNothingToDoIsAnError() throws {
    let program = try Program(for: self)
    check(
      try program.run(["migrate"]),
      errors: "error: expected a tool\n  hint: such as `trimtab migrate confd /etc/confd`\n",
      status: 2)
    check(
      try program.run(["migrate", "consul-template", "missing.hcl"]),
      errors: "error: cannot open `missing.hcl`: No such file or directory\n", status: 3)
    check(
      try program.run(["migrate", "consul", "missing.hcl"]),
      errors: "error: no configuration of `consul` can be read\n"
        + "  hint: known are `consul-template` and `confd`\n", status: 2)
    try program.write("empty.hcl", "")
    check(
      try program.run(["migrate", "consul-template", "empty.hcl"]),
      errors: "error: consul-template was told of no template: there is nothing to migrate\n",
      status: 3)
  }
}
