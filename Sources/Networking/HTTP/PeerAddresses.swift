import CSystem
import SystemSupport

#if canImport(Glibc)
  import Glibc
#endif

/// The addresses of a peer, looked up once for all who ask meanwhile.
///
/// Sendable without proof: used only on the loop's thread.
final class PeerAddresses: @unchecked Sendable {
  /// Some addresses, or why there are none.
  typealias Outcome = Result<[SocketAddress], AnswerFault>

  /// How long the addresses of a name are believed.
  private static let lifetime = Duration.seconds(60)

  private let peer: PlainPeer
  private var known: (addresses: [SocketAddress], until: Int64)?
  private var waiting: [(Outcome) -> Void] = []

  init(_ peer: PlainPeer) { self.peer = peer }

  /// Whether the resolver is at work.
  var isLookupUnderWay: Bool { !waiting.isEmpty }

  /// Finds them; `completion` is called on the loop's thread, perhaps within the call.
  func find(_ completion: @escaping (Outcome) -> Void) {
    if let addresses = peer.ownAddresses { return completion(.success(addresses)) }
    if let known, known.until > cs_monotonic_nanoseconds() {
      return completion(.success(known.addresses))
    }
    waiting.append(completion)
    guard waiting.count == 1, case .name(let host, _) = peer else { return }
    HostLookup.start(host) { [self] outcome in
      EventLoop.shared.submit { [self] in finish(host, outcome) }
    }
  }

  /// Looks them up anew next time.
  func distrust() { known = nil }

  private func finish(_ host: String, _ outcome: HostLookup.Outcome) {
    let waiting = waiting
    self.waiting = []
    let result: Outcome
    switch outcome {
    case .addresses(let hosts) where !hosts.isEmpty:
      let addresses = peer.addresses(hosts)
      known = (addresses, TransferTime.sum(cs_monotonic_nanoseconds(), PeerAddresses.lifetime))
      result = .success(addresses)
    case .addresses, .failure:
      let isUnsure = if case .failure(EAGAIN) = outcome { true } else { false }
      let reason = isUnsure ? "the name service does not answer" : "there is no such host"
      result = .failure(AnswerFault(.resolve, "cannot find `\(host)`: \(reason)"))
    }
    for completion in waiting { completion(result) }
  }
}
