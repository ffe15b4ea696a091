import AgentCore
import Registries
import RegistryCore
import Rendering
import Values
import XCTest

/// What a follower makes of a shared answer is what it would have got of the registry itself: else
/// it could never tell whether its own data are the newer ones.
final class SharedAnswerTests: XCTestCase {
  private func check(
    _ subject: Query.Subject, _ body: String, line: UInt = #line
  ) throws {
    let value = try ConsulAnswers.value(of: subject, body: Array(body.utf8))
    let key = CachedAnswer.Key(identity: "consul", subject: Bytes(subject.text))
    let answer = ShareWriter.Answer(key: key, value: value, stamp: 1)
    var writer = ShareWriter(redaction: .secrets())
    let draft = try writer.write([answer])
    let manifest = try ShareManifest(
      ShareManifest(session: "s", beat: 1, blocks: draft.blocks).text)
    var contents = ShareContents()
    try contents.adopt(manifest, draft.fresh)
    let read = try XCTUnwrap(contents.answer(for: key)?.value(), line: line)
    XCTAssertTrue(read.isIdentical(to: value), line: line)
    XCTAssertTrue(value.isIdentical(to: read), line: line)
  }

  func testServices() throws {
    try check(
      .service(.init(name: "web")),
      """
      [{"Node":{"ID":"i","Node":"n1","Address":"10.0.0.1","Datacenter":"dc1",
        "TaggedAddresses":{"lan":"10.0.0.1","wan":"1.2.3.4"},"Meta":{"rack":"a"},
        "CreateIndex":1,"ModifyIndex":2},
        "Service":{"ID":"web-1","Service":"web","Tags":["a","b"],"Address":"","Port":80,
        "TaggedAddresses":{"lan_ipv4":{"Address":"10.0.0.1","Port":80}},
        "Weights":{"Passing":3,"Warning":1},"Meta":{"version":"1"},"CreateIndex":5,
        "ModifyIndex":6},
        "Checks":[{"Node":"n1","CheckID":"serfHealth","Name":"alive","Status":"passing",
        "Notes":"","Output":"ok","ServiceID":"","ServiceName":"","ServiceTags":[]}]},
       {"Node":{"Node":"n2","Address":"10.0.0.2"},
        "Service":{"ID":"web-2","Service":"web","Tags":null,"Port":81},"Checks":[]}]
      """)
    try check(.service(.init(name: "web")), "[]")
  }

  func testTheCatalogue() throws {
    try check(.services(.init()), "{\"web\":[\"a\",\"b\"],\"consul\":[]}")
    try check(
      .nodes(near: "", .init()),
      """
      [{"ID":"i","Node":"n1","Address":"10.0.0.1","Datacenter":"dc1",
        "TaggedAddresses":{"lan":"10.0.0.1"},"Meta":{"a":"b"}}]
      """)
    try check(
      .node(name: "n1", .init()),
      """
      {"Node":{"ID":"i","Node":"n1","Address":"10.0.0.1","Datacenter":"dc1"},
       "Services":{"web":{"ID":"web","Service":"web","Tags":["a"],"Port":80,"Meta":{}}}}
      """)
    try check(.datacenters(ignoresFailing: false), "[\"dc1\",\"dc2\"]")
  }

  func testKeys() throws {
    let pair = """
      {"LockIndex":1,"Key":"app/a","Flags":7,"Value":"AP/+","CreateIndex":3,"ModifyIndex":4,
       "Session":"x"}
      """
    try check(.key(path: "app/a", .init()), "[\(pair)]")
    try check(.prefix(path: "app", .init()), "[\(pair)]")
    try check(.prefix(path: "app", .init()), "[]")
  }
}
