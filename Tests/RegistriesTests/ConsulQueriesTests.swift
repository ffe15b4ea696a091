import Networking
import Registries
import RegistryCore
import Values
import XCTest

final class ConsulQueriesTests: XCTestCase {
  private var settings = ConsulRegistrySettings()

  private func check(_ subject: Query.Subject, _ expected: String, line: UInt = #line) {
    let text = ConsulQueries(settings: settings).target(of: subject).text
    XCTAssertEqual(text, expected, line: line)
  }

  func testServicesAreAskedOfHealth() {
    check(.service(.init(name: "web")), "/v1/health/service/web?passing=1")
    check(.service(.init(name: "web", statuses: [])), "/v1/health/service/web")
    check(.service(.init(name: "web", statuses: [.passing, .warning])), "/v1/health/service/web")
    check(
      .service(.init(name: "web", tag: "a b&c", near: "_agent")),
      "/v1/health/service/web?tag=a%20b%26c&near=_agent&passing=1")
    check(
      .service(.init(name: "web", connect: true)), "/v1/health/connect/web?passing=1")
  }

  func testScopesAreParameters() {
    var scope = Query.Scope(datacenter: "dc2")
    scope.namespace = "team"
    scope.partition = "p"
    scope.peer = "remote"
    scope.samenessGroup = "g"
    let parameters = "?dc=dc2&ns=team&partition=p&peer=remote&sameness-group=g"
    check(.services(scope), "/v1/catalog/services" + parameters)
    check(.nodes(near: "x", scope), "/v1/catalog/nodes" + parameters + "&near=x")
    check(.node(name: "n 1", scope), "/v1/catalog/node/n%201" + parameters)
  }

  func testEmptyScopesAreTheSettings() {
    settings.datacenter = "dc1"
    settings.namespace = "ops"
    settings.partition = "default"
    check(.services(.init()), "/v1/catalog/services?dc=dc1&ns=ops&partition=default")
    check(
      .services(.init(datacenter: "dc9")), "/v1/catalog/services?dc=dc9&ns=ops&partition=default")
    check(.datacenters(ignoresFailing: true), "/v1/catalog/datacenters")
  }

  func testFiltersAndTheCacheAreParameters() {
    var scope = Query.Scope()
    scope.filter = Bytes("a == \"b c\"")
    scope.isCached = true
    check(.services(scope), "/v1/catalog/services?filter=a%20%3D%3D%20%22b%20c%22&cached=")
  }

  func testTheMeshHasItsOwnEndpoints() {
    let scope = Query.Scope(datacenter: "d")
    check(.mesh(.caRoots, .init()), "/v1/agent/connect/ca/roots")
    check(.mesh(.caLeaf(service: "a b"), .init()), "/v1/agent/connect/ca/leaf/a%20b")
    check(.mesh(.peerings, scope), "/v1/peerings?dc=d")
    check(.mesh(.partitions, .init()), "/v1/partitions")
    check(.mesh(.exportedServices, scope), "/v1/exported-services?dc=d")
    check(.mesh(.importedServices, scope), "/v1/imported-services?dc=d")
    check(
      .preparedQuery(name: "q", near: "_agent", scope), "/v1/query/q/execute?dc=d&near=_agent")
  }

  func testEachQueryHasAConsistency() {
    func check(
      _ subject: Query.Subject, _ expected: Consistency,
      line: UInt = #line, change: (inout ConsulRegistrySettings) -> Void = { _ in }
    ) {
      var settings = settings
      change(&settings)
      let found = ConsulQueries(settings: settings).consistency(of: subject)
      XCTAssertEqual(found, expected, line: line)
    }
    var own = Query.Scope()
    own.consistency = .stale
    check(.services(.init()), .stale)
    check(.services(.init()), .default) { $0.maxStale = .zero }
    check(.services(.init()), .default) { $0.consistency = .default }
    check(.services(.init()), .consistent) { $0.consistency = .consistent }
    check(.services(own), .stale) { $0.consistency = .consistent }
    // An agent's certificates do not come from a server's catalogue.
    check(.mesh(.caRoots, own), .default)
    check(.mesh(.caLeaf(service: "a"), .init()), .default)
    check(.mesh(.peerings, .init()), .stale)
  }

  func testKeysAreEncodedByteByByte() {
    func key(_ path: String, _ expected: String, line: UInt = #line) {
      check(.key(path: path, .init()), "/v1/kv/" + expected, line: line)
    }
    key("a/b", "a/b")
    key("a b", "a%20b")
    key("a//b/", "a/b/")
    key("//a/./b/../c", "a/c")
    key("../../catalog/nodes", "catalog/nodes")
    // An accent joins with the slash before it, unless they are seen as bytes.
    key("a/../\u{301}b/..", "")
    key("a.b./c.", "a.b./c.")
    key("100%", "100%25")
    key("%2F", "%252F")
    key("é?#+&=", "%C3%A9%3F%23%2B%26%3D")
    key("..", "")
    check(.prefix(path: "a b/", .init(datacenter: "d")), "/v1/kv/a%20b/?recurse=&dc=d")
  }

  func testAnIndexOfZeroIsNeverSent() {
    let zero = ConsulQueries.blocking(after: 0, wait: .seconds(60))
    XCTAssertEqual(ConsulTarget("/x", zero).text, "/x?index=1&wait=60000ms")
    let seven = ConsulQueries.blocking(after: 7, wait: .zero)
    XCTAssertEqual(ConsulTarget("/x", seven).text, "/x?index=7&wait=1ms")
  }

  func testAddressesAreReadAsPeopleWriteThem() throws {
    func read(
      _ address: String, _ base: String, unix: String? = nil, tls: Bool = false, line: UInt = #line
    ) throws {
      let endpoint = try ConsulEndpoint(address, usesTLS: tls)
      XCTAssertEqual(endpoint.base, base, line: line)
      XCTAssertEqual(endpoint.unixSocketPath, unix, line: line)
    }
    try read("127.0.0.1:8500", "http://127.0.0.1:8500")
    try read("consul", "http://consul:8500")
    try read("consul", "https://consul:8501", tls: true)
    try read("[::1]", "http://[::1]:8500")
    try read("[::1]:80", "http://[::1]:80")
    try read("http://consul", "http://consul")
    try read("http://consul:80/", "http://consul:80")
    try read("http://consul:80", "https://consul:80", tls: true)
    try read("HTTPS://proxy/consul/", "https://proxy/consul")
    try read("unix:///run/consul.sock", "http://localhost", unix: "/run/consul.sock")
  }

  func testMalformedAddressesAreRefused() {
    func refuse(_ address: String, _ shown: String, line: UInt = #line) {
      XCTAssertThrowsError(try ConsulEndpoint(address, usesTLS: false), line: line) {
        XCTAssertEqual(
          "\($0)",
          "expected `host:port`, `http://host:port`, `https://host:port` or `unix:///path` "
            + "as Consul's address, found \(shown)", line: line)
      }
    }
    refuse("", "``")
    refuse("ftp://a", "`ftp://a`")
    refuse("unix://relative", "`unix://relative`")
    refuse("http://", "`http://`")
    refuse("host:port", "`host:port`")
    refuse("::1", "`::1`")
    refuse("http://user:secret@host", "an address with a user name")
  }

  func testAnswersThatAreNone() {
    func check(
      _ status: Int, _ headers: HTTPHeaders, _ code: RegistryError.Code, _ message: String,
      retryAfter: Duration? = nil, line: UInt = #line
    ) {
      let response = HTTPResponse(
        status: status, headers: headers, body: Array("rpc \u{7}error\nx".utf8),
        isMultiplexed: false)
      XCTAssertThrowsError(try ConsulReply(response, to: "`/v1`"), line: line) {
        XCTAssertEqual(
          $0 as? RegistryError, RegistryError(code, message, retryAfter: retryAfter), line: line)
      }
    }
    check(403, [:], .forbidden, "`/v1`: answered 403: rpc error")
    check(401, [:], .forbidden, "`/v1`: answered 401: rpc error")
    check(400, [:], .failed, "`/v1`: answered 400: rpc error")
    check(500, [:], .failed, "`/v1`: answered 500: rpc error")
    check(
      503, ["Retry-After": "7"], .failed, "`/v1`: answered 503: rpc error",
      retryAfter: .seconds(7))
    check(
      429, ["retry-after": "3"], .overloaded, "`/v1`: answered 429: rpc error",
      retryAfter: .seconds(3))
    check(429, ["Retry-After": "Wed"], .overloaded, "`/v1`: answered 429: rpc error")
    check(301, [:], .invalidAnswer, "`/v1`: answered 301: rpc error")
    check(404, [:], .invalidAnswer, "`/v1`: answered 404: rpc error")
    check(
      200, ["X-Consul-KnownLeader": "false"], .failed, "`/v1`: Consul has no leader")
  }

  func testTheIndexIsAtLeastOne() throws {
    let reply = try ConsulReply(
      HTTPResponse(
        status: 200, headers: ["X-Consul-Index": "0", "X-Consul-LastContact": "15"], body: [],
        isMultiplexed: false),
      to: "x")
    XCTAssertEqual(reply.index, 1)
    XCTAssertEqual(reply.lastContact, .milliseconds(15))
    let missing = try ConsulReply(
      HTTPResponse(
        status: 404, headers: ["X-Consul-Index": "9"], body: [], isMultiplexed: false), to: "x")
    XCTAssertTrue(missing.isMissing)
  }
}
