import AgentConfiguration
import XCTest

/// `[deduplicate]`.
final class DeduplicationConfigurationTests: ConfigurationChecks {
  private let template = "[[template]]\ncontents = \"x\"\ndestination = \"/x\"\n"

  func testWhatCannotBeSharedThroughIsRefused() {
    checkRefused(
      "[registry.file]\npath = \"/x\"\n[deduplicate]\nregistry = \"file\"\n\(template)",
      """
      trimtab.toml:4:12: error: agents cannot share through the registry `file`: it is not of \
      kind `consul` or `etcd`
        4 | registry = "file"
          |            ^^^^^^
      """)
    checkRefused(
      "[registry.consul]\n[deduplicate]\nregistry = \"consol\"\n\(template)",
      """
      trimtab.toml:3:12: error: no registry is named `consol`
        3 | registry = "consol"
          |            ^^^^^^^^
        hint: did you mean `consul`?
      """)
    checkRefused(
      "[deduplicate]\n\(template)",
      """
      trimtab.toml:1:2: error: `[deduplicate]` needs a `registry`
        1 | [deduplicate]
          |  ^^^^^^^^^^^
      """)
  }

  func testTimesThatTheRegistryWouldRefuseAreRefused() {
    checkRefused(
      "[registry.consul]\n[deduplicate]\nttl = \"5s\"\n\(template)",
      """
      trimtab.toml:3:7: error: Consul wants a `ttl` of at least `10s`
        3 | ttl = "5s"
          |       ^^^^
      """)
    checkRefused(
      "[registry.etcd]\n[deduplicate]\nttl = \"25h\"\n\(template)",
      """
      trimtab.toml:3:7: error: `ttl` must be at most `24h`
        3 | ttl = "25h"
          |       ^^^^^
      """)
  }

  func testAPrefixThatLeavesItsPlaceIsRefused() {
    checkRefused(
      "[registry.consul]\n[deduplicate]\nprefix = \"a/../b\"\n\(template)",
      """
      trimtab.toml:3:10: error: expected a folder of keys for `prefix`, found `a/../b`
        3 | prefix = "a/../b"
          |          ^^^^^^^^
      """)
  }

  func testTheTableAloneTurnsItOn() {
    let settings = accepted("[registry.consul]\n[deduplicate]\n\(template)").deduplication
    XCTAssertEqual(settings, DeduplicationSettings())
    XCTAssertNil(accepted("[registry.consul]\n\(template)").deduplication)
    XCTAssertNil(
      accepted("[registry.consul]\n[deduplicate]\nenabled = false\n\(template)").deduplication)
  }

  func testEverythingCanBeSaid() {
    let settings = accepted(
      """
      [registry.etcd]
      [registry.consul]
      [deduplicate]
      registry = "etcd"
      prefix = "/shared//edge"
      ttl = "5s"
      max_stale = "10s"
      stale_after = "15s"
      share_secrets = true
      \(template)registry = "consul"
      """
    ).deduplication
    var expected = DeduplicationSettings()
    expected.registry = "etcd"
    expected.prefix = "shared/edge/"
    expected.ttl = .seconds(5)
    expected.maxStale = .seconds(10)
    expected.staleAfter = .seconds(15)
    expected.sharesSecrets = true
    XCTAssertEqual(settings, expected)
  }

  func testAVariableTurnsItOn() {
    let settings = accepted(
      "[registry.consul]\n\(template)",
      environment: ["TRIMTAB_DEDUPLICATE_PREFIX": "edge/"]
    ).deduplication
    XCTAssertEqual(settings?.prefix, "edge/")
  }
}
