import LoadBalancing
import XCTest

/// What a plan does for servers: old line + new line + live state → the exact commands.
final class HAProxyServerPlanTests: XCTestCase {
  // MARK: - Servers that change

  func testAnotherAddress() throws {
    try check(
      web("server a 10.0.0.1:80"), web("server a 10.0.0.2:81"),
      commands: ["set server web/a addr 10.0.0.2 port 81"])
    try check(
      web("server a 10.0.0.1:80"), web("server a [2001:db8::1]:81"),
      commands: ["set server web/a addr 2001:db8::1 port 81"])
  }

  func testSpellingsOfOneAddressAreOne() throws {
    try check(
      web("server a [2001:DB8:0::1]:80"), web("server a ipv6@2001:db8::1:80"))
  }

  func testAnotherWeight() throws {
    try check(
      web("server a 10.0.0.1:80"), web("server a 10.0.0.1:80 weight 256"),
      commands: ["set server web/a weight 256"])
  }

  func testAnotherWeightUnderAStaticAlgorithmReloads() throws {
    try check(
      web("balance static-rr", "server a 10.0.0.1:80"),
      web("balance static-rr", "server a 10.0.0.1:80 weight 2"),
      reload: ["server web/a: another weight, and `balance static-rr` takes no changes at run time"]
    )
  }

  func testMaintenanceComesAndGoes() throws {
    try check(
      web("server a 10.0.0.1:80"), web("server a 10.0.0.1:80 disabled"),
      commands: ["set server web/a state maint"])
    try check(
      web("server a 10.0.0.1:80 disabled"), web("server a 10.0.0.9:80"),
      commands: ["set server web/a addr 10.0.0.9 port 80", "set server web/a state ready"])
  }

  /// Its agent counts in percent of the weight at the start, which no command changes.
  func testAnotherWeightOfAServerWithAnAgentReloads() throws {
    let agent = "server a 10.0.0.1:80 agent-check agent-port 99"
    try check(
      web(agent), web("\(agent) weight 5"),
      reload: ["server web/a (line 2): another weight, and it has an agent"])
    try check(web("\(agent) weight 5"), web("\(agent) weight 5"))
    try check(web(agent), web("\(agent) disabled"), commands: ["set server web/a state maint"])
    try check(web("\(agent) disabled"), web(agent), commands: ["set server web/a state ready"])
  }

  func testALimitOfConnections() throws {
    try check(
      web("server a 10.0.0.1:80"), web("server a 10.0.0.1:80 maxconn 9"),
      commands: ["set maxconn server web/a 9"])
    try check(
      web("server a 10.0.0.1:80 maxconn 9"), web("server a 10.0.0.1:80"),
      commands: ["set maxconn server web/a 0"])
    try check(
      web("server a 10.0.0.1:80 minconn 2 maxconn 9"),
      web("server a 10.0.0.1:80 minconn 2 maxconn 8"),
      reload: ["server web/a (line 2): `maxconn` differs"])
  }

  func testOtherKeywordsReload() throws {
    try check(
      web("server a 10.0.0.1:80"), web("server a 10.0.0.1:80 check"),
      reload: ["server web/a (line 2): `check` differs"])
    try check(
      web("server a 10.0.0.1:80 source 10.1.1.1 usesrc client"),
      web("server a 10.0.0.1:80 source 10.1.1.2 usesrc client"),
      reload: ["server web/a (line 2): `source` differs"])
  }

  func testNamesAndVariablesInAddressesReload() throws {
    try check(
      web("server a 10.0.0.1:80"), web("server a web.example:80"),
      reload: ["server web/a (line 2): its address is not a literal one"])
    try check(
      web("server a \"$HOST:80\""), web("server a 10.0.0.1:80"),
      reload: ["server web/a (line 2): its address is not a literal one"])
    try check(
      web("server a 10.0.0.1:80"), web("server a 10.0.0.1:99999"),
      reload: ["server web/a (line 2): its address is not a literal one"])
  }

  func testEqualNamesInAddressesNeedNothing() throws {
    try check(
      web("server a web.example:80", "server b 10.0.0.1:80"),
      web("server a web.example:80", "server b 10.0.0.2:80"),
      commands: ["set server web/b addr 10.0.0.2 port 80"])
  }

  // MARK: - Servers that come and go

  func testANewServerGetsItsDefaultsAndItsHealthCheck() throws {
    let above = "defaults\n  default-server inter 2s check\n"
    try check(
      web("server a 10.0.0.1:80", above: above),
      web("server a 10.0.0.1:80", "server b 10.0.0.2:80 weight 3", above: above),
      commands: [
        "add server web/b 10.0.0.2:80 check inter 2s weight 3", "enable health web/b",
        "set server web/b state ready",
      ])
  }

  func testANewServerThatIsDisabledStaysInMaintenance() throws {
    try check(
      web(), web("server a 10.0.0.1:80 disabled"), commands: ["add server web/a 10.0.0.1:80"])
  }

  func testAdditionsComeFirstAndRemovalsLast() throws {
    try check(
      web("server a 10.0.0.1:80", "server b 10.0.0.2:80"),
      web("server b 10.0.0.3:80", "server c 10.0.0.4:80"),
      commands: [
        "add server web/c 10.0.0.4:80", "set server web/c state ready",
        "set server web/b addr 10.0.0.3 port 80",
        "set server web/a state drain", "set server web/a state maint", "del server web/a",
      ])
  }

  func testAServerWhoseRemovalWasNotFinishedIsReplaced() throws {
    try check(
      web(), web("server a 10.0.0.1:80"),
      live: {
        $0["web", "a"] = LiveServer(
          host: "10.0.0.7", port: 80, administration: .forcedMaintenance)
      },
      commands: [
        "set server web/a state maint", "del server web/a", "add server web/a 10.0.0.1:80",
        "set server web/a state ready",
      ])
  }

  func testWhatAnUnfinishedApplyAddedStaysOnlyIfItIsWanted() throws {
    let (old, server) = (web("server a 10.0.0.1:1"), "server n 10.0.0.2:2")
    let has: (inout LiveServers) -> Void = { live in
      live["web", "n"] = LiveServer(host: "10.0.0.2", port: 2)
    }
    try check(
      old, old, live: has, attempted: web(server),
      commands: [
        "set server web/n state drain", "set server web/n state maint", "del server web/n",
      ])
    try check(old, web("server a 10.0.0.1:1", server), live: has, attempted: web(server))
    try check(
      old, web("server a 10.0.0.1:1", "\(server) weight 3"), live: has, attempted: web(server),
      commands: ["set server web/n weight 3"])
    try check(
      old, web("server a 10.0.0.1:1", "\(server) check"), live: has, attempted: web(server),
      reload: ["server web/n (line 3) is new, and HAProxy has one of its name"])
  }

  func testStaticAlgorithmsReload() throws {
    try check(
      web("balance source", "server a 10.0.0.1:80"),
      web("balance source", "server a 10.0.0.1:80", "server b 10.0.0.2:80"),
      reload: [
        "server web/b (line 4) is new: `balance source` without `hash-type consistent` takes no"
          + " changes at run time"
      ])
    try check(
      "defaults\n balance static-rr\nbackend web\n server a 10.0.0.1:80\n",
      "defaults\n balance static-rr\nbackend web\n",
      reload: ["server web/a is gone: `balance static-rr` takes no changes at run time"])
  }

  func testConsistentHashingNeedsIds() throws {
    let lines = ["balance uri", "hash-type consistent", "server a 10.0.0.1:80 id 1"]
    try check(
      web(lines[0], lines[1], lines[2]),
      web(lines[0], lines[1], lines[2], "server b 10.0.0.2:80 id 2"),
      commands: ["add server web/b 10.0.0.2:80 id 2", "set server web/b state ready"])
    try check(
      web(lines[0], lines[1], lines[2]),
      web(lines[0], lines[1], lines[2], "server b 10.0.0.2:80"),
      reload: [
        "server web/b (line 5) is new: with consistent hashing a server without `id` moves keys"
          + " at the next reload"
      ])
  }

  func testStickTablesNeedIds() throws {
    try check(
      web("stick on src", "server a 10.0.0.1:80"), web("stick on src"),
      reload: ["server web/a is gone: clients stick to servers by number, and it has no `id`"])
  }

  func testKeywordsThatAVersionDoesNotTakeReload() throws {
    let new = web("server a 10.0.0.1:80 cookie x")
    try check(
      web(), new,
      reload: [
        "server web/a (line 2) is new: HAProxy 2.6.12 does not take `cookie` in `add server`"
      ])
    try check(
      web(), new, version: HAProxyVersion(3, 0),
      commands: ["add server web/a 10.0.0.1:80 cookie x", "set server web/a state ready"])
    try check(
      web(), web("server a 10.0.0.1:80"), version: HAProxyVersion(2, 4),
      reload: ["server web/a (line 2) is new: HAProxy 2.4.0 has no dynamic servers"])
  }

  func testCertificatesMustBeLoaded() throws {
    let first = "server a 10.0.0.1:80 ssl ca-file /ca.pem"
    try check(
      web(first), web(first, "server b 10.0.0.2:80 ssl ca-file /ca.pem"),
      commands: [
        "add server web/b 10.0.0.2:80 ca-file /ca.pem ssl", "set server web/b state ready",
      ])
    try check(
      web(first), web(first, "server b 10.0.0.2:80 ssl ca-file /other.pem"),
      reload: ["server web/b (line 3) is new: the file of `ca-file` is not loaded yet"])
  }

  func testAServerThatIsTrackedStays() throws {
    try check(
      web("server a 10.0.0.1:80", "server b 10.0.0.2:80 track a"),
      web("server b 10.0.0.2:80 track a"),
      reload: ["server web/a is gone: `web/b` tracks it"])
  }

  func testWordsTheRuntimeApiWouldSplitReload() throws {
    try check(
      web(), web("server a 10.0.0.1:80 check-sni 'str(a b)'"),
      reload: [
        "server web/a (line 2) is new: the value of `check-sni` cannot be given to the runtime API"
      ])
    try check(
      web(), web("server a;b 10.0.0.1:80"),
      reload: ["server web/a;b (line 2) is new: its name cannot be given to the runtime API"])
  }

  func testTwoServersOfOneNameReload() throws {
    try check(
      web("server a 10.0.0.1:80", "server a 10.0.0.2:80"),
      web("server a 10.0.0.1:80", "server a 10.0.0.3:80"),
      reload: ["backend web has two servers of one name"])
  }
}
