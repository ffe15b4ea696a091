import LoadBalancing
import XCTest

/// Old text + new text + live state → the exact commands, or why a reload is needed.
final class HAProxyPlannerTests: XCTestCase {
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

  /// Found by fuzzing: the first section's plan wanted to remove the second one's servers.
  func testTwoSectionsOfOneNameNeedNothingWhileTheyStay() throws {
    let twice = web("balance roundrobin") + web("server a 10.0.0.1:80")
    try check(twice, twice)
    try check(
      twice, web("balance roundrobin") + web("server a 10.0.0.2:80"),
      reload: ["two sections with servers are named `web`"])
    try check(
      web("server a 10.0.0.1:80"), web("server a 10.0.0.1:80") + "listen web\n",
      reload: ["two sections with servers are named `web`"])
    let frontend = "frontend web\n  bind :80\n"
    try check(
      frontend + web("server a 10.0.0.1:80"), frontend + web("server a 10.0.0.2:80"),
      commands: ["set server web/a addr 10.0.0.2 port 80"])
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
