import Foundation
import LoadBalancing
import TestSupport
import XCTest

/// Whatever way a change takes, the running HAProxy is then as one that was just started with the
/// new files. `RANDOM_PLANS` is the number of changes for each version, and `RANDOM_SEED` the seed.
final class RandomPlanTests: XCTestCase {
  private let variables = ProcessInfo.processInfo.environment

  func testARunningHAProxyBecomesAsANewOne() async throws {
    let count = variables["RANDOM_PLANS"].flatMap(Int.init) ?? 12
    let seed = variables["RANDOM_SEED"].flatMap(UInt64.init) ?? 7
    for program in ServerBinaries.haproxies {
      var balancer = RandomBalancer(seed: seed)
      let world = try RandomWorld(program)
      while try await !world.accepts(balancer) { balancer.change() }
      try await world.start(balancer)
      var methods: [String: Int] = [:]
      for number in 1...count {
        let before = balancer
        let disturbances = balancer.disturbances()
        repeat { balancer.change() } while try await !world.accepts(balancer)
        try world.disturb(disturbances)
        let report = try await world.apply(balancer)
        methods[report.method.rawValue, default: 0] += 1
        let (running, fresh) = (try world.state(), try await world.stateOfNewOne())
        guard running == fresh else {
          XCTFail(
            """
            \(program), seed \(seed), change \(number) (\(report.summary))
            running: \(Set(running).subtracting(fresh).sorted().prefix(9).joined(separator: "\n"))
            new: \(Set(fresh).subtracting(running).sorted().prefix(9).joined(separator: "\n"))
            \(disturbances.joined(separator: "\n"))
            from:
            \(before)
            to:
            \(balancer)
            """)
          break
        }
      }
      XCTAssertGreaterThan(methods["runtime", default: 0], count / 4, "\(methods)")
      print("\(program), seed \(seed): \(methods.sorted { $0.key < $1.key })")
      try await world.stop()
    }
  }
}
