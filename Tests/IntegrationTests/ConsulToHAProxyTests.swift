import TestSupport
import XCTest

/// HAProxy has at every moment the instances that Consul calls healthy.
final class ConsulToHAProxyTests: XCTestCase {
  private typealias Server = BalancedConsul.Server

  func testTheBalancerFollowsEveryChangeAndSurvivesTheDeathOfConsul() async throws {
    let world = try await BalancedConsul()
    try world.registerServices(100, instances: 10)
    try await world.start()
    XCTAssertEqual(try world.balanced().count, 1001)

    try await checkChanges(world, service: "service-7")
    try await checkBurst(world)
    try await checkDeath(world)
    try await world.stop()
  }

  /// Registers, breaks, mends, moves and removes one instance.
  private func checkChanges(_ world: BalancedConsul, service: String) async throws {
    let (consul, id) = (world.consul, "\(service)-new")
    func instance(_ address: String) -> Server {
      Server(backend: service, name: id, address: address, port: 9000)
    }
    try consul.register(service, id: id, address: "127.2.0.1", port: 9000)
    try await world.agreement("registered") { $0.contains(instance("127.2.0.1")) }
    try consul.setStatus(of: id, to: .critical, note: "out of order")
    try await world.agreement("failed") { !$0.contains(instance("127.2.0.1")) }
    try consul.setStatus(of: id, to: .passing)
    try await world.agreement("recovered") { $0.contains(instance("127.2.0.1")) }
    try consul.register(service, id: id, address: "127.2.0.2", port: 9000)
    try await world.agreement("moved") { $0.contains(instance("127.2.0.2")) }
    try consul.deregister(id: id)
    try await world.agreement("deregistered") { $0.allSatisfy { $0.name != id } }
    try consul.request(
      "PUT", "/v1/catalog/deregister",
      body: #"{"Node": "far", "ServiceID": "\#(service)-0"}"#)
    try await world.agreement("removed from the catalogue") {
      $0.allSatisfy { $0.name != "\(service)-0" }
    }
    try consul.register("brand-new", id: "brand-new-1", port: 9001)
    try await world.agreement("a service came") { $0.contains { $0.backend == "brand-new" } }
    try consul.deregister(id: "brand-new-1")
    try await world.agreement("a service went") {
      $0.allSatisfy { $0.backend != "brand-new" }
    }
  }

  /// HAProxy is still busy with one reload when the next one comes; none may be lost.
  private func checkBurst(_ world: BalancedConsul) async throws {
    for number in 1...12 {
      let mark = world.log.utf8.count
      try world.consul.register(
        "service-\(number)", id: "burst-\(number)", address: "127.3.0.\(number)", port: 9100)
      let isInstalled = await world.says(" installed template=", since: mark)
      XCTAssertTrue(isInstalled, world.log)
    }
    try await world.agreement("a burst of changes") {
      $0.count { $0.name.hasPrefix("burst-") } == 12
    }
  }

  /// Kills Consul and starts it again.
  private func checkDeath(_ world: BalancedConsul) async throws {
    let before = try await world.settled()
    let mark = world.log.utf8.count
    try await world.consul.kill()
    let isNoticed = await world.says("registry does not answer", since: mark)
    XCTAssertTrue(isNoticed, world.log)
    XCTAssertEqual(try world.installed(), before)

    try await world.consul.start()
    try world.consul.register("service-3", id: "risen", address: "127.4.0.1", port: 9200)
    try world.consul.deregister(id: "burst-5")
    try await world.agreement("after the restart of Consul") { servers in
      servers.contains { $0.name == "risen" } && servers.allSatisfy { $0.name != "burst-5" }
    }
    // The last of all queries says it.
    let isOver = await world.says("registry answers again", since: mark)
    XCTAssertTrue(isOver, world.log)
  }

  func testAConsulThatHangsIsNoticedAndFollowedAgainWhenItGoesOn() async throws {
    let world = try await BalancedConsul()
    try world.registerServices(5, instances: 3)
    try await world.start(registry: #"wait = "1s""#)
    let before = try await world.settled()
    let mark = world.log.utf8.count
    world.consul.freeze()
    let isNoticed = await world.says("registry does not answer", since: mark)
    XCTAssertTrue(isNoticed, world.log)
    XCTAssertEqual(try world.installed(), before)

    world.consul.thaw()
    try world.consul.register("service-1", id: "thawed", address: "127.5.0.1", port: 9300)
    try await world.agreement("after the thaw") { $0.contains { $0.name == "thawed" } }
    try await world.stop()
  }

  func testChangesThatComeTogetherAreInstalledTogether() async throws {
    let world = try await BalancedConsul()
    try world.registerServices(20, instances: 2)
    try await world.start(template: #"wait = "300ms:3s""#)
    let mark = world.log.utf8.count
    for number in 0..<20 {
      try world.consul.register(
        "service-\(number)", id: "late-\(number)", address: "127.6.0.\(number)", port: 9400)
    }
    try await world.agreement("after the changes") {
      $0.count { $0.name.hasPrefix("late-") } == 20
    }
    let news = String(decoding: world.log.utf8.dropFirst(mark), as: UTF8.self)
    XCTAssertLessThan(news.components(separatedBy: " installed template=").count - 1, 10, news)
    try await world.stop()
  }
}
