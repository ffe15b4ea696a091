import RegistryCore
import Synchronization
import SystemSupport

/// The token of one user: asked for when it is needed, once for all who need it, and anew when a
/// member does not accept it any more. Credentials that were refused are not shown again at once.
final class EtcdTokens: Sendable {
  /// A token, or the knowledge that none is needed.
  struct Ticket: Sendable, Equatable {
    let token: Secret?
    fileprivate let number: UInt64
  }

  /// Asks a member for a token; nil where it wants none.
  typealias Authenticate = @Sendable (String, Secret) async -> Result<Secret?, EtcdFailure>

  private typealias SharedTicket = SharedResult<Ticket, EtcdFailure>

  private enum State {
    case unknown
    case asking(SharedTicket)
    case known(Ticket, since: ContinuousClock.Instant)
    case refused(EtcdFailure, password: Secret, until: ContinuousClock.Instant)
  }

  private struct Storage {
    var state = State.unknown
    var lastNumber: UInt64 = 0
  }

  private let user: String
  private let password: Secret?
  private let passwordFile: String?
  private let storage = Mutex(Storage())

  /// How long refused credentials are not tried again, unless the file has new ones.
  private static let refusalPause = Duration.seconds(10)
  private static let fileLimit = 64 << 10

  init(settings: EtcdRegistrySettings) {
    user = settings.user
    password = settings.password
    passwordFile = settings.passwordFile
  }

  /// The ticket to show now.
  func current(_ authenticate: @escaping Authenticate) async throws(EtcdFailure) -> Ticket {
    guard !user.isEmpty else { return Ticket(token: nil, number: 0) }
    let password = try currentPassword()
    let step = storage.withLock { storage -> Result<SharedTicket, EtcdFailure> in
      switch storage.state {
      case .known(let ticket, _):
        let result = SharedTicket()
        result.finish(.success(ticket))
        return .success(result)
      case .asking(let result): return .success(result)
      case .refused(let failure, let refused, let until)
      where refused == password && ContinuousClock.now < until:
        return .failure(failure)
      case .refused, .unknown:
        let result = SharedTicket()
        storage.state = .asking(result)
        Task { [self] in settle(result, await authenticate(user, password), password) }
        return .success(result)
      }
    }
    return try await step.get().get()
  }

  /// Notes that a member did not accept a ticket.
  func refuse(_ ticket: Ticket, because failure: EtcdFailure) {
    storage.withLock { storage in
      guard case .known(let known, let since) = storage.state, known == ticket else { return }
      // A ticket that is refused when it is new would be refused for ever, as fast as we can ask.
      if ContinuousClock.now - since < .seconds(1), ticket.token != nil, let password {
        storage.state = .refused(
          failure, password: password, until: .now + EtcdTokens.refusalPause)
      } else {
        storage.state = .unknown
      }
    }
  }

  private func settle(
    _ shared: SharedTicket, _ answer: Result<Secret?, EtcdFailure>, _ password: Secret
  ) {
    let result = storage.withLock { storage -> Result<Ticket, EtcdFailure> in
      switch answer {
      case .success(let token):
        storage.lastNumber += 1
        let ticket = Ticket(token: token, number: storage.lastNumber)
        storage.state = .known(ticket, since: .now)
        return .success(ticket)
      case .failure(let failure):
        let isRefusal = failure.kind == .denied || failure.kind == .unauthenticated
        storage.state =
          isRefusal
          ? .refused(failure, password: password, until: .now + EtcdTokens.refusalPause)
          : .unknown
        return .failure(failure)
      }
    }
    shared.finish(result)
  }

  private func currentPassword() throws(EtcdFailure) -> Secret {
    guard let passwordFile else { return password ?? Secret("") }
    do throws(SystemError) {
      let bytes = try FileSystem.real.read(passwordFile, limit: EtcdTokens.fileLimit)
      let line = bytes.prefix { $0 != 0x0A && $0 != 0x0D }
      return Secret(String(decoding: line, as: UTF8.self))
    } catch {
      throw EtcdFailure(.denied, "no password for etcd: \(error)")
    }
  }
}
