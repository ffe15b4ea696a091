import AgentConfiguration
import Diagnostics
import SystemSupport
import TestSupport
import XCTest

/// The keys of consul-template's configuration, and what they mean to us.
final class ConsulTemplateReadingTests: ConsulTemplateChecks {
  func testNothingGivesTheDefaults() throws {
    let (configuration, settings) = try accepted("")
    let consul = try consul("")
    XCTAssertEqual(configuration.registries.map(\.name), ["consul"])
    XCTAssertEqual(configuration.defaultRegistry, "consul")
    XCTAssertEqual(consul.address, "127.0.0.1:8500")
    XCTAssertEqual(consul.maxStale, .seconds(2))
    XCTAssertEqual(consul.wait, .seconds(60))
    XCTAssertEqual(consul.retry.minimum, .milliseconds(250))
    XCTAssertEqual(consul.retry.maximum, .seconds(60))
    XCTAssertNil(configuration.exec)
    XCTAssertEqual(settings.killSignal, .interrupt)
    XCTAssertEqual(settings.reloadSignal, .hangUp)
    XCTAssertEqual(settings.logLevel, "WARN")
    XCTAssertEqual(settings.retry.lastAttempt, 13)
    XCTAssertNil(settings.pidFile)
    XCTAssertNil(configuration.deduplication)
  }

  func testEveryKeyOfConsulIsRead() throws {
    let settings = try consul(
      """
      max_stale = "10m"
      block_query_wait = "30s"
      consul {
        address = "10.0.0.1:8501"
        namespace = "n"
        token = "t"
        auth { enabled = true, username = "u", password = "p" }
        retry { enabled = true, attempts = 5, backoff = "1s", max_backoff = "5s" }
        ssl {
          enabled = true
          verify = false
          cert = "/c"
          key = "/k"
          ca_cert = "/ca"
          ca_cert_bytes = ""
          ca_path = "/cas"
          server_name = "s"
        }
        transport {
          dial_timeout = "10s"
          max_conns_per_host = 50
          tls_handshake_timeout = "10s"
        }
      }
      """)
    XCTAssertEqual(settings.address, "10.0.0.1:8501")
    XCTAssertEqual(settings.namespace, "n")
    XCTAssertEqual(settings.token, Secret("t"))
    XCTAssertEqual(settings.basicAuthentication, Secret("u:p"))
    XCTAssertEqual(settings.maxStale, .seconds(600))
    XCTAssertEqual(settings.wait, .seconds(30))
    XCTAssertEqual(settings.retry.minimum, .seconds(1))
    XCTAssertEqual(settings.retry.maximum, .seconds(5))
    XCTAssertEqual(settings.maximumConnections, 50)
    XCTAssertEqual(settings.connectTimeout, .seconds(20))
    XCTAssertTrue(settings.usesTLS)
    var tls = TLSSettings()
    tls.caFile = "/ca"
    tls.caDirectory = "/cas"
    tls.certificateFile = "/c"
    tls.keyFile = "/k"
    tls.serverName = "s"
    tls.verifies = false
    XCTAssertEqual(settings.tls, tls)
  }

  func testAConnectionHasTheTimeThatItIsGiven() throws {
    for (written, seconds) in [
      ("", 5), ("dial_timeout = \"7s\"", 7), ("tls_handshake_timeout = \"7s\"", 5),
      ("dial_timeout = \"0s\"", 86_400),
    ] {
      XCTAssertEqual(
        try consul("consul { transport { \(written) } }").connectTimeout, .seconds(seconds),
        written)
    }
  }

  func testWhatHasNoEffectIsSaid() throws {
    for text in [
      "dial_keep_alive = \"10s\"", "disable_keep_alives = true", "idle_conn_timeout = \"5s\"",
      "max_idle_conns = 5", "max_idle_conns_per_host = 5",
    ] {
      let key = text.prefix { $0 != " " }
      let reading = try read(["consul { transport { \(text) } }"])
      XCTAssertEqual(
        reading.diagnostics.map(\.message), ["`\(key)` has no effect here"], text)
      XCTAssertNotNil(reading.result)
    }
    for text in ["dial_keep_alive = \"30s\"", "disable_keep_alives = false"] {
      XCTAssertEqual(
        try read(["consul { transport { \(text) } }"]).diagnostics.map(\.message), [], text)
    }
  }

  func testOneSettingOfABlockSwitchesItOn() throws {
    XCTAssertTrue(try consul("consul { ssl { verify = true } }").usesTLS)
    XCTAssertFalse(try consul("consul { ssl { enabled = false, cert = \"/c\" } }").usesTLS)
    XCTAssertFalse(
      try consul("consul { address = \"http://a:1\", ssl { enabled = true } }").usesTLS)
    XCTAssertEqual(
      try consul("consul { auth { username = \"u\" } }").basicAuthentication, Secret("u:"))
    XCTAssertNil(
      try consul("consul { auth { enabled = false, username = \"u\" } }").basicAuthentication)
    XCTAssertNil(try consul("consul { auth { enabled = true } }").basicAuthentication)
  }

  func testTheEnvironmentFillsWhatIsNotSet() throws {
    let variables = [
      "CONSUL_HTTP_ADDR": "10.0.0.9:8500", "CONSUL_HTTP_TOKEN": "b", "CONSUL_NAMESPACE": "n",
      "CONSUL_CACERT": "/ca",
    ]
    let filled = try consul("", environment: variables)
    XCTAssertEqual(filled.address, "10.0.0.9:8500")
    XCTAssertEqual(filled.token, Secret("b"))
    XCTAssertEqual(filled.namespace, "n")
    XCTAssertEqual(filled.tls.caFile, "/ca")
    XCTAssertEqual(
      try consul("", environment: variables.merging(["CONSUL_TOKEN": "a"]) { $1 }).token,
      Secret("a"))
    let written = try consul(
      "consul { address = \"a:1\", token = \"t\", ssl { enabled = true } }",
      environment: variables)
    XCTAssertEqual(written.address, "a:1")
    XCTAssertEqual(written.token, Secret("t"))
    XCTAssertNil(written.tls.caFile)
    let file = try consul(
      "consul { token = \"t\", token_file = \"/f\" }", environment: variables)
    XCTAssertEqual(file.tokenFile, "/f")
    XCTAssertNil(file.token)
  }

  func testEveryKeyOfATemplateIsRead() throws {
    let resource = try template(
      """
      create_dest_dirs = false
      error_on_missing_key = true
      error_fatal = false
      perms = 0600
      user = "haproxy"
      group = 99
      uid = 1
      gid = 2
      backup = true
      wait { min = "2s" }
      left_delimiter = "[["
      right_delimiter = "]]"
      function_denylist = ["sprig_*"]
      sandbox_path = "/etc"
      command = ["systemctl", "reload", "haproxy"]
      command_timeout = "5s"
      """)
    XCTAssertEqual(resource.template, .file("a.tmpl"))
    var file = DestinationSettings(path: "a")
    file.mode = 0o600
    file.owner = "haproxy"
    file.group = "99"
    file.backups = 1
    file.createsDirectories = false
    XCTAssertEqual(resource.destination, file)
    XCTAssertEqual(resource.missingKey, .error)
    XCTAssertEqual(
      resource.quiescence, .init(minimum: .seconds(2), maximum: .seconds(8)))
    XCTAssertEqual([resource.delimiters.left, resource.delimiters.right], ["[[", "]]"])
    XCTAssertEqual(resource.deniedFunctions, ["sprig_*"])
    XCTAssertEqual(resource.sandbox, "/etc")
    guard case .command(let command) = resource.apply else {
      return XCTFail("\(resource.apply)")
    }
    XCTAssertEqual(command.line, .arguments(["systemctl", "reload", "haproxy"]))
    XCTAssertEqual(command.timeout, .seconds(5))
  }

  func testOwnersAreNamesOrNumbers() throws {
    XCTAssertEqual(try template("uid = 7").destination?.owner, "7")
    XCTAssertEqual(try template("gid = 8").destination?.group, "8")
    XCTAssertEqual(try template("user = \"\"\nuid = 0").destination?.owner, "0")
    XCTAssertNil(try template("").destination?.owner)
    try check(
      "template { contents = \"x\", destination = \"a\", user = 7 }",
      says: """
        0-c.hcl:1:54: error: expected a string for `user`, found an integer
          1 | template { contents = "x", destination = "a", user = 7 }
            |                                                      ^
        """, strict: true)
  }

  func testACommandOfSeveralWordsIsForAShell() throws {
    func check(
      _ command: String, _ expected: CommandLineText?, strict: Bool = false,
      line: UInt = #line
    ) throws {
      guard case .command(let settings) = try template("command = \(command)", strict: strict).apply
      else { return XCTAssertNil(expected, line: line) }
      XCTAssertEqual(settings.line, expected, line: line)
    }
    try check(#""systemctl reload haproxy""#, .shell("systemctl reload haproxy"))
    try check(#""/bin/reload""#, .arguments(["/bin/reload"]))
    try check(#"["echo", "a b"]"#, .arguments(["echo", "a b"]))
    try check(#"["echo a"]"#, .shell("echo a"))
    try check(#""echo a, b""#, .shell("echo a, b"))
    try check(#""echo a, b""#, .arguments(["echo a", " b"]), strict: true)
    try check(#""""#, nil)
    try check("[]", nil)
  }

  func testACommandHasItsEnvironment() throws {
    let resource = try template(
      """
      exec {
        command = ["true"]
        timeout = "3s"
        env {
          pristine = true
          custom = ["A=1"]
          whitelist = ["PATH"]
          blacklist = "X_*,Y_*"
        }
      }
      """, global: "consul { address = \"10.0.0.1:8500\", token = \"t\" }")
    guard case .command(let command) = resource.apply else { return XCTFail("no command") }
    XCTAssertEqual(command.timeout, .seconds(3))
    XCTAssertTrue(command.environment.isPristine)
    XCTAssertEqual(command.environment.additions, ["A=1"])
    XCTAssertEqual(command.environment.allowed, ["PATH"])
    XCTAssertEqual(command.environment.denied, ["X_*", "Y_*"])
    XCTAssertEqual(
      command.environment.granted,
      [
        "CONSUL_HTTP_ADDR": Secret("10.0.0.1:8500"), "CONSUL_HTTP_TOKEN": Secret("t"),
        "CONSUL_HTTP_SSL": Secret("false"), "CONSUL_HTTP_SSL_VERIFY": Secret("true"),
      ])
  }

  func testACommandWithoutTimeIsNotWaitedFor() throws {
    guard
      case .command(let command) = try template(
        "exec { command = [\"a\", \"b c\"], timeout = \"0s\" }"
      ).apply
    else { return XCTFail("no command") }
    XCTAssertEqual(command.line, .shell("{ 'a' 'b c'\n} &"))
    XCTAssertEqual(command.timeout, .seconds(30))
  }

  func testPermissionsAreOctal() throws {
    func check(_ perms: String, _ mode: UInt32?, strict: Bool = false, line: UInt = #line) throws {
      XCTAssertEqual(
        try template("perms = \(perms)", strict: strict).destination?.mode, mode, line: line)
    }
    try check("0644", 0o644)
    try check("\"0644\"", 0o644)
    try check("\"644\"", 0o644)
    try check("\"4755\"", 0o755)
    try check("0", nil)
    try check("\"\"", nil)
    try check("600", 0o130, strict: true)
  }

  func testTheProgramIsToldAfterACommand() throws {
    let exec =
      "exec { command = \"nginx -g 'daemon off;'\", splay = \"5s\", kill_timeout = \"1s\" }"
    let (configuration, _) = try accepted(
      exec + "\ntemplate { contents = \"x\", destination = \"a\" }\n"
        + "template { contents = \"x\", destination = \"b\", command = \"true\" }")
    let settings = try XCTUnwrap(configuration.exec)
    XCTAssertEqual(settings.command, .shell("nginx -g 'daemon off;'"))
    XCTAssertEqual(settings.killSignal, .interrupt)
    XCTAssertNil(settings.reloadSignal)
    XCTAssertEqual(settings.killTimeout, .seconds(1))
    XCTAssertEqual(settings.splay, .seconds(5))
    XCTAssertEqual(configuration.resources[0].apply, .exec)
    guard case .both(.command, then: .exec) = configuration.resources[1].apply else {
      return XCTFail("\(configuration.resources[1].apply)")
    }
    let silent = try template(
      "", global: "exec { command = [\"a\", \"b\"], reload_signal = \"\" }")
    XCTAssertEqual(silent.apply, .nothing)
    let signalled = try accepted(
      "exec { command = \"a\", reload_signal = \"SIGHUP\", kill_signal = \"sigterm\" }")
    XCTAssertEqual(signalled.configuration.exec?.reloadSignal, .hangUp)
    XCTAssertEqual(signalled.configuration.exec?.killSignal, .terminate)
  }

  func testWaitIsABlockOrAText() throws {
    func check(
      _ text: String, global: String = "", _ minimum: Int?, _ maximum: Int?, line: UInt = #line
    ) throws {
      let found = try template(text, global: global).quiescence
      XCTAssertEqual(found?.minimum, minimum.map { .seconds($0) }, line: line)
      XCTAssertEqual(found?.maximum, maximum.map { .seconds($0) }, line: line)
    }
    try check("", nil, nil)
    try check("wait = \"5s\"", 5, 20)
    try check("wait = \"5s:10s\"", 5, 10)
    try check("wait { min = \"5s\", max = \"10s\" }", 5, 10)
    try check("wait = \"\"", nil, nil)
    try check("wait { min = \"0s\" }", nil, nil)
    try check("", global: "wait = \"3s\"", 3, 12)
    try check("wait = \"5s\"", global: "wait { min = \"3s\" }", 5, 20)
  }

  func testTheRestOfTheTopIsRead() throws {
    let (configuration, settings) = try accepted(
      """
      kill_signal = "SIGTERM"
      reload_signal = ""
      log_level = "debug"
      pid_file = "/run/ct.pid"
      template_error_fatal = false
      err_on_failed_lookup = true
      once = true
      default_delimiters { left = "<<", right = ">>" }
      syslog { facility = "local3", name = "ct" }
      log_file {
        path = "/var/log/ct.log"
        log_rotate_bytes = 1024
        log_rotate_duration = "1h"
        log_rotate_max_files = -1
      }
      deduplicate {
        enabled = true
        prefix = "d/"
        ttl = "20s"
        max_stale = "1s"
        block_query_wait = "5s"
      }
      template { contents = "x", destination = "a" }
      template { contents = "x", destination = "b", error_fatal = true }
      """)
    XCTAssertEqual(settings.killSignal, .terminate)
    XCTAssertNil(settings.reloadSignal)
    XCTAssertEqual(settings.logLevel, "DEBUG")
    XCTAssertEqual(settings.pidFile, "/run/ct.pid")
    XCTAssertTrue(settings.failsOnLookup)
    XCTAssertTrue(settings.isOnce)
    XCTAssertEqual(settings.tolerated, ["a"])
    XCTAssertEqual([settings.syslog?.facility, settings.syslog?.name], ["LOCAL3", "ct"])
    XCTAssertEqual(settings.logFile?.path, "/var/log/ct.log")
    XCTAssertEqual(settings.logFile?.rotateBytes, 1024)
    XCTAssertEqual(settings.logFile?.rotateInterval, .seconds(3600))
    XCTAssertEqual(settings.logFile?.maximumFiles, -1)
    let shared = try XCTUnwrap(configuration.deduplication)
    XCTAssertEqual(shared.prefix, "d/")
    XCTAssertEqual(shared.ttl, .seconds(20))
    XCTAssertEqual(shared.maxStale, .seconds(1))
    XCTAssertEqual(configuration.resources[0].delimiters.left, "<<")
    XCTAssertFalse(try accepted("once = true", strict: true).settings.isOnce)
    XCTAssertNil(
      try accepted("deduplicate { enabled = false, ttl = \"1s\" }").configuration.deduplication)
    XCTAssertNil(try accepted("syslog { enabled = false, name = \"x\" }").settings.syslog)
  }

  func testTheLevelOfMessagesCanBeAVariable() throws {
    XCTAssertEqual(try accepted("", environment: ["CT_LOG": "err"]).settings.logLevel, "ERR")
    XCTAssertEqual(
      try accepted(
        "", environment: ["CT_LOG": "", "CONSUL_TEMPLATE_LOG_LEVEL": "TRACE"]
      ).settings.logLevel,
      "TRACE")
  }

  func testStanzasOfOtherRegistriesAreJudged() throws {
    _ = try accepted(
      """
      vault {
        address = "https://vault:8200"
        renew_token = false
        unwrap_token = true
        default_lease_duration = "60s"
        lease_renewal_threshold = 0.9
        retry { attempts = 3 }
        ssl { verify = false }
      }
      nomad { address = "x:4646", auth_username = "u", retry { enabled = false } }
      """)
    try check(
      "vault { adress = \"x\" }",
      says: """
        0-c.hcl:1:9: error: unknown key `adress` in `vault`
          1 | vault { adress = "x" }
            |         ^^^^^^
          hint: did you mean `address`?
        """)
  }
}
