import LoadBalancing
import XCTest

/// Old text + new text + live state → the exact commands, or why a reload is needed.
final class HAProxyPlannerTests: XCTestCase {
  private func layout(_ text: String) throws -> BalancerLayout {
    BalancerLayout(try HAProxyConfiguration(Array(text.utf8)))
  }

  private func check(
    _ old: String, _ new: String, live change: (inout LiveServers) -> Void = { _ in },
    version: HAProxyVersion = HAProxyVersion(2, 6, 12), commands: [String] = [],
    reload: [String] = [], file: StaticString = #filePath, line: UInt = #line
  ) throws {
    let before = try layout(old)
    var live = LiveServers(startedFrom: before)
    change(&live)
    let plan = HAProxyPlanner.plan(
      old: before, new: try layout(new), live: live, version: version)
    XCTAssertEqual(plan.reasons, reload, file: file, line: line)
    XCTAssertEqual(plan.commands, commands, file: file, line: line)
  }

  /// A backend `web` with these lines.
  private func web(_ lines: String..., above: String = "") -> String {
    "\(above)backend web\n" + lines.map { "  \($0)\n" }.joined()
  }

  // MARK: - Nothing to do

  func testEqualTextsNeedNothing() throws {
    try check(web("server a 10.0.0.1:80"), web("server a 10.0.0.1:80"))
  }

  func testCommentsSpacesQuotesAndOrderNeedNothing() throws {
    try check(
      web("server a 10.0.0.1:80 check weight 5", "server b 10.0.0.2:80", "balance roundrobin"),
      web(
        "balance  \"roundrobin\" # as always", "", "server b 10.0.0.2:80",
        "server   a  10.0.0.1:80\tweight 5 check"))
  }

  func testKeywordsMovedToDefaultServerNeedNothing() throws {
    try check(
      web("server a 10.0.0.1:80 check inter 2s"),
      web("default-server check inter 5s", "server a 10.0.0.1:80 inter 2s"))
    try check(
      web("server a 10.0.0.1:80 check"),
      web("server a 10.0.0.1:80", above: "defaults\n  default-server check\n")
        .replacingOccurrences(of: "defaults\n  default-server check\n", with: ""),
      reload: ["server web/a (line 2): `check` differs"])
  }

  func testDefaultsReachTheSectionsBelowThemAndThoseThatNameThem() throws {
    let above = "defaults base\n default-server weight 7\ndefaults\n default-server weight 3\n"
    try check(
      above + "backend web from base\n server a 10.0.0.1:80\n",
      above + "backend web from base\n server a 10.0.0.1:80 weight 7\n")
    try check(
      above + "backend web\n server a 10.0.0.1:80\n",
      above + "backend web\n server a 10.0.0.1:80 weight 3\n")
  }

  func testNegationsTakeBack() throws {
    try check(
      web("default-server check ssl verify none", "server a 10.0.0.1:80 no-check no-ssl"),
      web("default-server ssl verify none", "server a 10.0.0.1:80 no-ssl"))
    try check(
      web("server a 10.0.0.1:80 disabled enabled"), web("server a 10.0.0.1:80"))
  }

  func testConditionsThatDoNotChangeNeedNothing() throws {
    let text = web(".if defined(A)", "server a 10.0.0.1:80", ".endif")
    try check(text, text)
    try check(
      text, web("server a 10.0.0.1:80", ".if defined(A)", ".endif"),
      reload: ["conditions (line 3) are only known to HAProxy"])
    try check(
      text, web(".if defined(A)", "server a 10.0.0.2:80", ".endif"),
      reload: ["conditions (line 2) are only known to HAProxy"])
  }

  func testADisabledBackendHasNoServersInTheRunningProcess() throws {
    let text = web("disabled", "server a 10.0.0.1:80")
    try check(text, text, live: { $0 = LiveServers() })
    try check(
      text, web("disabled", "server a 10.0.0.2:80"), live: { $0 = LiveServers() },
      reload: ["backend web is disabled, and its servers differ"])
    let above = "defaults\n disabled\n"
    try check(
      web("server a 10.0.0.1:80", above: above), web("server a 10.0.0.1:80", above: above),
      live: { $0 = LiveServers() })
  }

  func testAWeightThatOnlyHAProxyKnowsNeedsNothingWhileItStays() throws {
    let text = web("server a 10.0.0.1:80 weight \"$W\"")
    try check(text, text, live: { $0["web", "a"]?.weight = 7 })
  }

  func testAWorkingServerIsNeverReplaced() throws {
    try check(
      web("server a 10.0.0.1:80"), web("server a 10.0.0.1:80", "server b 10.0.0.2:80"),
      live: { $0["web", "b"] = LiveServer(host: "10.0.0.2", port: 80) },
      reload: ["server web/b (line 3) is new, and HAProxy has one of its name"])
  }

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

  // MARK: - Everything else

  func testOtherLinesReloadAndAreNotShownInFull() throws {
    try check(
      web("stats auth admin:secret"), web("stats auth admin:other"),
      reload: ["section `backend web`: `stats` (line 2) differs"])
    try check(
      web("timeout server 5s"), web("timeout server 5s", "retries 2"),
      reload: ["section `backend web`: `retries` (line 3) is new"])
    try check(
      web("timeout server 5s"), web(),
      reload: ["section `backend web`: `timeout` (line 2 before) is gone"])
  }

  func testSectionsReload() throws {
    try check(
      web(), web() + "backend api\n", reload: ["section `backend api` (line 2) is new"])
    try check(web() + "backend api\n", web(), reload: ["section `backend api` is gone"])
    try check(
      "backend a\nbackend b\n", "backend b\nbackend a\n",
      reload: ["section `backend b` (line 1) is new, gone or moved"])
  }

  func testConditionsReload() throws {
    try check(
      ".if defined(X)\n" + web("server a 10.0.0.1:80") + ".endif\n",
      ".if defined(X)\n" + web("server a 10.0.0.2:80") + ".endif\n",
      reload: ["conditions (line 1) are only known to HAProxy"])
  }

  func testServersOfPeersAreNoBackends() throws {
    try check(
      "peers mine\n server a 10.0.0.1:80\n", "peers mine\n server a 10.0.0.2:80\n",
      reload: ["section `peers mine`: `server` (line 2) differs"])
  }

  func testServerTemplatesReloadWithTheirDefaults() throws {
    try check(
      web("server-template s 3 web.example:80"),
      web("default-server weight 2", "server-template s 3 web.example:80"),
      reload: ["section `backend web`: `server-template` differs"])
  }

  // MARK: - Drift

  func testWhatSomebodyElseChangedIsSetBack() throws {
    let text = web("server a 10.0.0.1:80", "server b 10.0.0.2:80")
    try check(
      text, text,
      live: {
        $0["web", "a"] = LiveServer(
          host: "10.0.0.9", port: 80, weight: 7, administration: .forcedDrain)
        $0["web", "b"] = nil
        $0["web", "c"] = LiveServer(host: "10.0.0.3", port: 80)
      },
      commands: [
        "add server web/b 10.0.0.2:80", "set server web/b state ready",
        "set server web/a addr 10.0.0.1 port 80", "set server web/a weight 1",
        "set server web/a state ready", "set server web/c state drain",
        "set server web/c state maint", "del server web/c",
      ])
  }

  func testWhatAnAgentDecidesIsLeftAlone() throws {
    let text = web("server a 10.0.0.1:80 agent-check agent-port 99")
    try check(
      text, text,
      live: {
        $0["web", "a"] = LiveServer(
          host: "10.0.0.1", port: 80, weight: 50, administration: .forcedDrain)
      })
  }

  func testServersOfTemplatesAreNoStrangers() throws {
    let text = web("server-template s 1 web.example:80")
    try check(text, text, live: { $0["web", "s1"] = LiveServer(host: "10.0.0.1", port: 80) })
  }

  func testTheSummaryCountsByBackend() throws {
    let old = web("server a 10.0.0.1:80", "server b 10.0.0.2:80", "server c 10.0.0.3:80")
    let new = web(
      "server a 10.0.0.9:80", "server b 10.0.0.8:80", "server d 10.0.0.4:80", "server e 10.0.0.5:80"
    )
    let plan = HAProxyPlanner.plan(
      old: try layout(old), new: try layout(new), live: nil, version: HAProxyVersion(3, 0))
    XCTAssertEqual(
      plan.summary, ["backend web: +2 servers, -1 server, 2 addresses changed, no reload"])
  }
}
