import LoadBalancing

/// From two texts of HAProxy's configuration to the plan, with 10,000 servers.
enum PlanBenchmark {
  static func run() throws(BenchmarkError) -> [Figure] {
    [
      try figure("1 of 1,000 addresses", 1000, changing: 1, aim: ""),
      try figure("all of 1,000 addresses", 1000, changing: 1000, aim: ""),
      try figure("1 of 10,000 addresses", 10_000, changing: 1, aim: "< 50 ms"),
      try figure("all of 10,000 addresses", 10_000, changing: 10_000, aim: ""),
    ]
  }

  private static func figure(
    _ what: String, _ count: Int, changing changed: Int, aim: String
  ) throws(BenchmarkError) -> Figure {
    let old = text(count, changed: 0)
    let new = text(count, changed: changed)
    let state = state(count)
    var best = Double.infinity
    for _ in 0..<5 {
      let seconds = try Measuring.seconds { () throws(BenchmarkError) in
        try plan(old, new, state, operations: changed)
      }
      best = min(best, seconds)
    }
    return Figure("plan: \(what)", "\(Figure.rounded(best * 1000)) ms", aim: aim)
  }

  /// What a change costs: both texts and the state are read.
  private static func plan(
    _ old: [UInt8], _ new: [UInt8], _ state: [UInt8], operations: Int
  ) throws(BenchmarkError) {
    guard let before = try? HAProxyConfiguration(old), let after = try? HAProxyConfiguration(new),
      let live = try? LiveServers(stateText: state)
    else { throw BenchmarkError("the texts cannot be read") }
    let plan = HAProxyPlanner.plan(
      old: BalancerLayout(before), new: BalancerLayout(after), live: live,
      version: HAProxyVersion(3, 0))
    guard plan.way == .runtime, plan.operations.count == operations else {
      throw BenchmarkError("expected \(operations) operations, found \(plan.summary)")
    }
  }

  /// Backends of 100 servers each.
  private static func text(_ count: Int, changed: Int) -> [UInt8] {
    var text = "defaults\n  mode http\n  default-server check inter 2s\n"
    for number in 0..<count {
      if number.isMultiple(of: 100) {
        text += "backend web-\(number / 100)\n  balance roundrobin\n"
      }
      let host = "10.\(number < changed ? 1 : 0).\(number / 200).\(number % 200 + 1)"
      text += "  server web-\(number) \(host):8080 weight 10 maxconn 100\n"
    }
    return Array(text.utf8)
  }

  private static func state(_ count: Int) -> [UInt8] {
    var text =
      "1\n# be_id be_name srv_id srv_name srv_addr srv_op_state srv_admin_state srv_uweight"
    text += " srv_iweight srv_port\n"
    for number in 0..<count {
      let host = "10.0.\(number / 200).\(number % 200 + 1)"
      text += "1 web-\(number / 100) 1 web-\(number) \(host) 2 0 10 10 8080\n"
    }
    return Array(text.utf8)
  }
}
