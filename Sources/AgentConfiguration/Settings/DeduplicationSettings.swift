/// `[deduplicate]`: of all agents with the same template one asks the registries, and the others
/// read what it shares.
package struct DeduplicationSettings: Sendable, Equatable {
  /// Whether it is done.
  package var isEnabled = true
  /// The registry through which agents share, of kind `consul` or `etcd`; nil for the default one.
  package var registry: String?
  /// What stands before every key; the keys of etcd do not get the registry's own prefix, too.
  package var prefix = "trimtab/dedup/"
  /// How long the claim of an agent holds that gives no sign of life. Consul wants ten seconds at
  /// least, and may take twice as long.
  package var ttl: Duration = .seconds(15)
  /// How far the server that tells of shared data may lag behind Consul's leader.
  package var maxStale: Duration = .seconds(2)
  /// After which time without a word of the sharing agent the others ask themselves.
  package var staleAfter: Duration = .seconds(60)
  /// Whether answers with secrets are shared, too.
  package var sharesSecrets = false

  /// The defaults.
  package init() {}
}
