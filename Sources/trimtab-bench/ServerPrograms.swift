import Glibc

/// Where the real servers are: as the environment says, where `Tests/install-servers.sh` puts them,
/// or in `PATH`.
enum ServerPrograms {
  /// Consul: `TRIMTAB_BENCH_CONSUL`.
  static var consul: String { path("consul", "TRIMTAB_BENCH_CONSUL") }
  /// etcd: `TRIMTAB_BENCH_ETCD`.
  static var etcd: String { path("etcd", "TRIMTAB_BENCH_ETCD") }

  /// HAProxy of each version that is there: `TRIMTAB_BENCH_HAPROXY`, or those of the tests.
  static var haproxies: [String] {
    if getenv("TRIMTAB_BENCH_HAPROXY") != nil { return [path("", "TRIMTAB_BENCH_HAPROXY")] }
    return ["haproxy"]
      + ["haproxy3", "haproxy3.2"].map { path($0, "") }.filter { access($0, X_OK) == 0 }
  }

  private static func path(_ name: String, _ variable: String) -> String {
    if let chosen = getenv(variable) { return String(cString: chosen) }
    let cache =
      getenv("XDG_CACHE_HOME").map { String(cString: $0) }
      ?? (getenv("HOME").map { String(cString: $0) } ?? "") + "/.cache"
    let installed = "\(cache)/trimtab-servers/bin/\(name)"
    return access(installed, X_OK) == 0 ? installed : name
  }
}
