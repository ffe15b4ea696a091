import Registries
import RegistryCore
import Values
import XCTest

/// What single keys say about services, by layout.
final class LayoutEntryTests: XCTestCase {
  /// An instance in one line.
  private func text(_ entry: LayoutEntry) -> String {
    switch entry {
    case .other: return "other"
    case .malformed(let service, let reason): return "\(service): \(reason)"
    case .instance(let one):
      let meta = one.meta.map { "\($0.key)=\($0.value)" }.joined(separator: ",")
      return
        "\(one.name) \(one.id) \(one.address) \(one.port) node=\(one.node) "
        + "weight=\(one.passingWeight) \(one.status) tags=\(one.tags.joined(separator: ",")) "
        + "meta=\(meta)"
    }
  }

  private func check(
    _ layout: ServiceLayout, _ path: String, _ value: String, _ expected: String,
    file: StaticString = #filePath, line: UInt = #line
  ) {
    let entry = LayoutEntry(path: Bytes(path), value: Bytes(value), layout)
    XCTAssertEqual(text(entry), expected, file: file, line: line)
  }

  func testRegistratorsMistakesAreTold() throws {
    let layout = try ServiceLayout.registrator()
    check(layout, "services/web", "10.0.0.1:80", "other")
    check(layout, "other/web/1", "10.0.0.1:80", "other")
    for (value, reason) in [
      ("", "expected `address:port`, found ``"),
      (":80", "expected `address:port`, found `:80`"),
      ("10.0.0.1", "expected `address:port`, found `10.0.0.1`"),
      ("10.0.0.1:", "expected a port from 1 to 65535, found ``"),
      ("10.0.0.1:0", "expected a port from 1 to 65535, found `0`"),
      ("10.0.0.1:65536", "expected a port from 1 to 65535, found `65536`"),
      ("10.0.0.1:+80", "expected a port from 1 to 65535, found `+80`"),
      ("[]:80", "expected an address, found `[]`"),
      ("a b:80", "expected an address, found `a b`"),
      ("x\nserver evil 6.6.6.6:80", "expected an address, found `xserver evil 6.6.6.6...`"),
    ] { check(layout, "services/web/1", value, "web: \(reason)") }
  }

  func testRegistratorsKeysAreInstances() throws {
    let layout = try ServiceLayout.registrator(prefix: "/svc/prod/")
    func line(_ id: String, _ address: String, _ node: String, _ tags: String = "") -> String {
      "web \(id) \(address) 80 node=\(node) weight=1 passing tags=\(tags) meta="
    }
    check(
      layout, "svc/prod/web/h:c:80", "10.0.0.1:80", line("h:c:80", "10.0.0.1", "h"))
    check(
      layout, "svc/prod/web/h:c:80:udp", "10.0.0.1:80\n",
      line("h:c:80:udp", "10.0.0.1", "h", "udp"))
    check(layout, "svc/prod/web/1", "host.local:80", line("1", "host.local", "host.local"))
    check(layout, "svc/prod/web/1", "[2001:db8::1]:80", line("1", "2001:db8::1", "2001:db8::1"))
    check(layout, "svc/prod/web/1", "2001:db8::1:80", line("1", "2001:db8::1", "2001:db8::1"))
  }

  func testSkydnssMistakesAreTold() {
    let layout = ServiceLayout.skydns(domain: "example.com")
    check(layout, "skydns/com/other/web/1", "{}", "other")
    check(layout, "skydns/com/example", "{}", "other")
    check(layout, "skydns/com/example/web//1", "{}", "other")
    check(layout, "skydns/com/example/config", "{}", "other")
    check(layout, "skydns/com/example/dns/stub/x/1", "{}", "other")
    for (value, reason) in [
      ("", "expected a JSON object, found ``"),
      ("10.0.0.1:80", "expected a JSON object, found `10.0.0.1:80`"),
      ("[]", "expected a JSON object, found an array"),
      ("{}", "expected an address, found none"),
      (#"{"host":"h"}"#, "expected a port, found none"),
      (#"{"host":5,"port":80}"#, "expected a text as address, found a number"),
      (#"{"host":"h","port":80.5}"#, "expected a port from 1 to 65535, found `80.5`"),
      (#"{"host":"h","port":true}"#, "expected a port from 1 to 65535, found `a boolean`"),
      (
        #"{"host":"h","port":80,"weight":-1}"#,
        "expected a weight from 0 to 65535, found a number"
      ),
    ] { check(layout, "skydns/com/example/web/1", value, "web: \(reason)") }
  }

  func testSkydnssKeysAreInstances() {
    let layout = ServiceLayout.skydns(domain: "Example.com")
    check(
      layout, "skydns/com/example/web/1",
      #"{"host":"10.0.0.1","port":80,"priority":10,"weight":20,"text":"t","ttl":30}"#,
      "web 1 10.0.0.1 80 node=10.0.0.1 weight=20 passing tags= "
        + "meta=priority=10,text=t,ttl=30")
    check(
      layout, "skydns/com/example/web/x1", #"{"host":"::1","port":80,"weight":0}"#,
      "web x1 ::1 80 node=::1 weight=1 passing tags= meta=")
    check(
      layout, "skydns/com/example/db", #"{"host":"h","port":"5432"}"#,
      "db db h 5432 node=h weight=1 passing tags= meta=")
    check(
      .skydns(), "skydns/local/east/web/1", #"{"host":"h","port":80}"#,
      "web 1 h 80 node=h weight=1 passing tags=east,local meta=")
  }

  func testNervesKeysAreInstances() throws {
    let layout = try ServiceLayout.nerve()
    check(layout, "nerve/services/web/i", "{}", "other")
    check(
      layout, "nerve/services/web/services/i_0000000001",
      #"{"host":"10.0.0.1","port":80,"name":"i-1","weight":5,"labels":{"az":"a","n":1},"#
        + #""haproxy_server_options":"check inter 2s"}"#,
      "web i-1 10.0.0.1 80 node=10.0.0.1 weight=5 passing tags= "
        + "meta=az=a,haproxy_server_options=check inter 2s,n=1")
    check(
      layout, "nerve/services/web/services/i", #"{"host":"h","port":80,"weight":null}"#,
      "web i h 80 node=h weight=1 passing tags= meta=")
    check(
      layout, "nerve/services/web/services/i", #"{"host":"h","port":80,"labels":{"a":[]}}"#,
      "web: expected a text in the meta data, found an array")
  }

  func testCustomLayoutsAreRead() throws {
    var fields = LayoutFields()
    fields.address = ["net.ip"]
    fields.port = ["net.port"]
    let json = try ServiceLayout.custom(
      pattern: "/{env}/{service}/{tag}/{id}", form: .json(fields))
    check(
      json, "prod/web/v1/a",
      #"{"net":{"ip":"h","port":1},"tags":["x","v1"],"status":"warning","node":"n","id":"i","#
        + #""weight":0,"meta":{"k":true}}"#,
      "web i h 1 node=n weight=0 warning tags=v1,x meta=env=prod,k=true")
    check(
      json, "prod/web/v1/a", #"{"net":{"ip":"h","port":1},"status":"up"}"#,
      "web: expected `passing`, `warning`, `critical` or `maintenance` as status, found `up`")
    let inKey = try ServiceLayout.custom(
      pattern: "/s/{service}/{node}@{address}:{port}", form: .keyOnly)
    check(
      inKey, "s/web/n@10.0.0.1:80", "whatever",
      "web web-10.0.0.1-80 10.0.0.1 80 node=n weight=1 passing tags= meta=")
    check(inKey, "s/web/n@10.0.0.1:x", "", "web: expected a port from 1 to 65535, found `x`")
    XCTAssertThrowsError(
      try ServiceLayout.custom(pattern: "/s/{service}/{address}", form: .keyOnly)
    ) {
      XCTAssertEqual(
        "\($0)", "the pattern `/s/{service}/{address}` of the services' keys has no `{port}`")
    }
  }
}
