import AgentConfiguration
import SystemSupport
import TestSupport
import XCTest

/// `confd.toml`, variables and flags.
final class ConfdFileTests: ConfdChecks {
  private func options(
    _ text: String, _ flags: [String: String] = [:], form: ConfdSource.Form = .original,
    environment: [String: String] = [:]
  ) throws -> ConfdOptions {
    try folder.write(text, to: "confd.toml")
    return source(flags, form: form).options(environment: environment)
  }

  func testWrongValuesAreRefused() throws {
    try write(ConfdChecks.resource)
    try folder.write(
      """
      nodes = "127.0.0.1"
      interval = "10"
      watch = 1
      log-level = "loud"
      """, to: "confd.toml")
    checkRefused(
      """
      confd.toml:1:9: error: expected an array of strings for `nodes`, found a string
        1 | nodes = "127.0.0.1"
          |         ^^^^^^^^^^^
      confd.toml:2:12: error: expected an integer for `interval`, found a string
        2 | interval = "10"
          |            ^^^^
      confd.toml:3:9: error: expected a boolean for `watch`, found an integer
        3 | watch = 1
          |         ^
      error: not a valid log level: `loud`
        hint: known are `panic`, `fatal`, `error`, `warn`, `info` and `debug`
      """)
    try folder.write("backend = [", to: "confd.toml")
    XCTAssertNil(read().configuration)
  }

  func testUnknownKeysAreIgnoredWithAWord() throws {
    try write(ConfdChecks.resource)
    try folder.write("intervall = 5\nsecret_keyring = \"/x\"\n", to: "confd.toml")
    let read = accepted(
      warnings: """
        confd.toml:1:1: warning: unknown key `intervall`, which is ignored
          1 | intervall = 5
            | ^^^^^^^^^
          hint: did you mean `interval`?
        """)
    XCTAssertEqual(read.resources.map(\.keys.secretKeyring), ["/x"])
  }

  func testKeysOfBothToolsAreRead() throws {
    let options = try options(
      """
      BACKEND = "consul"
      nodes = ["a:1", "b:2"]
      basic_auth = true
      username = "u"
      password = "p"
      scheme = "https"
      client_cakeys = "/ca"
      client_cert = "/cert"
      client_key = "/key"
      client_insecure = true
      prefix = "/p"
      interval = 5
      noop = true
      sync-only = true
      watch = true
      log-level = "debug"
      log-format = "json"
      srv_domain = "d"
      srv_record = "r"
      KeepStageFile = true
      OneTime = true
      failure_mode = "fail-fast"
      file = ["/f"]
      filter = "*.yml"
      dial_timeout = "1s"
      retry_max_attempts = 9
      retry_base_delay = "2s"
      retry_max_delay = "3s"
      metrics_addr = "127.0.0.1:9"
      template_cache = true
      stat_cache_ttl = "1s"
      auth_token = "x"
      table = "t"
      separator = ":"
      """)
    XCTAssertEqual(options.backend.name, "consul")
    XCTAssertEqual(options.backend.nodes, ["a:1", "b:2"])
    XCTAssertTrue(options.backend.usesBasicAuthentication && options.backend.isInsecure)
    XCTAssertEqual([options.backend.user, options.backend.password?.reveal()], ["u", "p"])
    XCTAssertEqual(
      [
        options.backend.scheme, options.backend.caFile, options.backend.certificateFile,
        options.backend.keyFile,
      ], ["https", "/ca", "/cert", "/key"])
    XCTAssertEqual([options.prefix, options.logLevel, options.logFormat], ["/p", "debug", "json"])
    XCTAssertEqual(options.interval, 5)
    XCTAssertEqual([options.serviceDomain, options.serviceRecord], ["d", "r"])
    var mode = ConfdMode()
    mode.isNoop = true
    mode.syncsOnly = true
    mode.watches = true
    mode.keepsStage = true
    mode.isOnetime = true
    mode.failureMode = .failFast
    XCTAssertEqual(options.mode, mode)
    XCTAssertEqual(options.backend.files, ["/f"])
    XCTAssertEqual(options.backend.filter, "*.yml")
    XCTAssertEqual(options.backend.dialTimeout, .seconds(1))
    XCTAssertEqual(options.attempts, 9)
    XCTAssertEqual(
      [options.backend.retryMinimum, options.backend.retryMaximum], [.seconds(2), .seconds(3)])
    XCTAssertEqual(options.metricsAddress, "127.0.0.1:9")
    XCTAssertTrue(try self.options("sync_only = true", form: .fork).mode.syncsOnly)
  }

  func testFlagsWinOverVariablesAndThoseOverTheFile() throws {
    let file = "prefix = \"/file\"\ninterval = 1\nclient_cert = \"/file\"\nnodes = [\"file:1\"]"
    let environment = [
      "CONFD_PREFIX": "/env", "CONFD_INTERVAL": "2", "CONFD_CLIENT_CERT": "/env",
    ]
    let fork = try options(file, ["interval": "3"], form: .fork, environment: environment)
    XCTAssertEqual(fork.prefix, "/env")
    XCTAssertEqual(fork.interval, 3)
    XCTAssertEqual(fork.backend.certificateFile, "/env")
    // The original has no variables but those of certificates.
    let original = try options(
      file, ["nodes": "flag:1"], environment: environment)
    XCTAssertEqual(original.prefix, "/file")
    XCTAssertEqual(original.interval, 1)
    XCTAssertEqual(original.backend.certificateFile, "/env")
    XCTAssertEqual(original.backend.nodes, ["flag:1"])
    // What confd really does: the file is read last.
    let strict = try options(
      file, ["nodes": "flag:1", "interval": "3", "strict": "true"], environment: environment)
    XCTAssertEqual(strict.backend.nodes, ["file:1"])
    XCTAssertEqual(strict.interval, 1)
  }

  func testDefaults() throws {
    let options = source().options(environment: [:])
    XCTAssertEqual(options.backend.name, "etcd")
    XCTAssertEqual(options.interval, 600)
    XCTAssertEqual(options.prefixRule, .replace)
    XCTAssertEqual(options.mode, ConfdMode())
    XCTAssertEqual(options.level, .info)
    XCTAssertEqual(source(form: .fork).options(environment: [:]).prefixRule, .join)
  }

  func testAMissingDirectoryIsNoError() {
    let configuration = accepted(
      ["backend": "env", "confdir": folder.file("none")],
      warnings: "warning: the directory `none` does not exist: there is nothing to do")
    XCTAssertEqual(configuration.resources.count, 0)
  }
}
