import AgentConfiguration
import SystemSupport
import TestSupport
import XCTest

/// The backends of confd as registries.
final class ConfdBackendTests: ConfdChecks {
  private func kind(
    _ flags: [String: String], form: ConfdSource.Form = .original,
    environment: [String: String] = [:]
  ) -> RegistrySettings.Kind? {
    accepted(flags, form: form, environment: environment).registries.first?.kind
  }

  func testBackendsThatThereAreNotAreNamedWithWhatToUse() throws {
    try write(ConfdChecks.resource)
    checkRefused(
      ["backend": "zookeeper"],
      """
      error: the backend `zookeeper` is not supported
        hint: keep keys in etcd or Consul; for ZooKeeper stay with confd
      """)
    checkRefused(
      ["backend": "ssm"],
      """
      error: the backend `ssm` is not supported
        hint: write its values to a file and use the backend `file`; for AWS itself stay with confd
      """)
    checkRefused(
      ["backend": "consl"],
      "error: unknown backend `consl`\n  hint: did you mean `consul`?")
    checkRefused(
      ["backend": "file"],
      """
      error: the backend `file` needs a file
        hint: name it by `-file PATH`, or in confd.toml by `file = ["PATH"]`
      """)
    checkRefused(
      ["backend": "consul", "nodes": "a b"], "error: the node `a b` must not contain blanks")
  }

  func testConsul() throws {
    try write(ConfdChecks.resource)
    guard case .consul(let plain)? = kind(["backend": "consul"]) else { return XCTFail("kind") }
    XCTAssertEqual(plain.address, "http://127.0.0.1:8500")
    XCTAssertEqual(plain.consistency, .default)
    XCTAssertFalse(plain.usesTLS)
    let flags = [
      "backend": "consul", "nodes": "c:1", "scheme": "https", "basic_auth": "true",
      "username": "u", "password": "p", "client_cakeys": "/ca", "client_cert": "/cert",
      "client_key": "/key", "client_insecure": "true",
    ]
    guard
      case .consul(let full)? = kind(
        flags,
        environment: ["CONSUL_HTTP_ADDR": "other:1", "CONSUL_HTTP_TOKEN": "t"])
    else { return XCTFail("kind") }
    XCTAssertEqual(full.address, "https://c:1")
    XCTAssertEqual(full.basicAuthentication?.reveal(), "u:p")
    XCTAssertEqual(full.token?.reveal(), "t")
    XCTAssertTrue(full.usesTLS)
    XCTAssertEqual(
      [full.tls.caFile, full.tls.certificateFile, full.tls.keyFile], ["/ca", "/cert", "/key"])
    XCTAssertFalse(full.tls.verifies)
  }

  func testTheOriginalAsksOneNodeOfConsulAndAlwaysVerifies() throws {
    try write(ConfdChecks.resource)
    try write("nodes = [\"a:1\", \"b:2\"]\n", to: "../confd.toml")
    for isStrict in [false, true] {
      let flags = [
        "backend": "consul", "client_insecure": "true", "dial_timeout": "7s",
        "strict": "\(isStrict)",
      ]
      guard case .consul(let settings)? = kind(flags) else { return XCTFail("kind") }
      XCTAssertEqual(settings.addresses, isStrict ? [] : ["http://a:1", "http://b:2"])
      XCTAssertEqual(settings.tls.verifies, isStrict)
      XCTAssertEqual(settings.connectTimeout, .seconds(7))
    }
  }

  func testEtcdIsOfTheVersionThatTheFormMeans() throws {
    try write(ConfdChecks.resource)
    guard case .etcdV2(let second)? = kind([:]) else { return XCTFail("kind") }
    XCTAssertEqual(second.endpoints, ["http://127.0.0.1:4001"])
    guard case .etcdV2(let peers)? = kind([:], environment: ["ETCDCTL_PEERS": "a:1,b:2"]) else {
      return XCTFail("kind")
    }
    XCTAssertEqual(peers.endpoints, ["a:1", "b:2"])
    guard case .etcd(let third)? = kind(["backend": "etcdv3"]) else { return XCTFail("kind") }
    XCTAssertEqual(third.endpoints, ["127.0.0.1:2379"])
    guard
      case .etcd(let fork)? = kind(
        [
          "backend": "etcd", "basic_auth": "true", "username": "u", "password": "p",
          "nodes": "http://e:1", "dial_timeout": "7s",
        ], form: .fork, environment: ["ETCDCTL_PEERS": "a:1"])
    else { return XCTFail("kind") }
    XCTAssertEqual(fork.endpoints, ["http://e:1"])
    XCTAssertEqual([fork.user, fork.password?.reveal()], ["u", "p"])
    XCTAssertEqual(fork.connectTimeout, .seconds(7))
  }

  func testRedis() throws {
    try write(ConfdChecks.resource)
    guard case .redis(let plain)? = kind(["backend": "redis"]) else { return XCTFail("kind") }
    XCTAssertEqual(plain.endpoints, ["127.0.0.1:6379"])
    XCTAssertEqual([plain.prefix, plain.separator, plain.search.rawValue], ["/", "/", "confd"])
    XCTAssertNil(plain.password)
    guard
      case .redis(let full)? = kind([
        "backend": "redis", "nodes": "r:1/3", "separator": ":", "client_key": "s3cret",
        "dial_timeout": "7s",
      ])
    else { return XCTFail("kind") }
    XCTAssertEqual(full.endpoints, ["r:1/3"])
    XCTAssertEqual([full.prefix, full.separator], ["", ":"])
    XCTAssertEqual(full.password?.reveal(), "s3cret")
    XCTAssertEqual(full.connectTimeout, .seconds(7))
    guard
      case .redis(let named)? = kind(
        [
          "backend": "redis", "nodes": "/run/redis.sock", "username": "u", "password": "p",
          "client_key": "other",
        ], form: .fork)
    else { return XCTFail("kind") }
    XCTAssertEqual(named.endpoints, ["unix:///run/redis.sock"])
    XCTAssertEqual([named.user, named.password?.reveal()], ["u", "p"])
    checkRefused(
      ["backend": "redis", "nodes": "r:1/x"],
      "error: the node `r:1/x` must name a database by its number")
    checkRefused(
      ["backend": "redis", "client_cakeys": "/ca"],
      """
      error: TLS to Redis is not supported
        hint: let a proxy such as stunnel or HAProxy speak it
      """)
  }

  func testWhatBelongsToAKeyDependsOnTheBackend() throws {
    try write(ConfdChecks.resource + "keys = [\"/a\"]")
    for (backend, match) in [
      ("consul", .text), ("etcd", .path), ("etcdv3", .path), ("env", .text), ("redis", .path),
    ] as [(String, ResourceSettings.KeySpaceSettings.Match)] {
      XCTAssertEqual(accepted(["backend": backend]).resources[0].keys.match, match, backend)
    }
  }

  func testAResourceMayHaveItsOwnBackend() throws {
    try write(ConfdChecks.resource)
    try write(
      """
      [template]
      src = "b.tmpl"
      dest = "/x/b"
      [backend]
      backend = "file"
      file = ["/data.yaml", "/more"]
      filter = "*.yaml"
      """, to: "b.toml")
    try write(
      """
      [template]
      src = "c.tmpl"
      dest = "/x/c"
      [template.backend]
      backend = "env"
      """, to: "c.toml")
    let configuration = accepted(["backend": "env"])
    XCTAssertEqual(configuration.registries.map(\.name), ["env", "file"])
    XCTAssertEqual(configuration.resources.map(\.registry), ["env", "file", "env"])
    guard case .file(let file) = configuration.registries[1].kind else { return XCTFail("kind") }
    XCTAssertEqual([file.path] + file.morePaths, ["/data.yaml", "/more"])
    XCTAssertEqual(file.content, .keys)
    XCTAssertEqual(file.filter, "*.yaml")
    try write(ConfdChecks.resource + "[backend]\nnodes = []\n", to: "a.toml")
    checkRefused(
      """
      conf.d/a.toml:4:2: error: a table `[backend]` needs a `backend`
        4 | [backend]
          |  ^^^^^^^
      """)
  }
}
