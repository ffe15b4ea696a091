/// Carries out what `EtcdStreamMachine` decides for one stream of changes.
struct EtcdWatchStream: Sendable {
  let number: UInt64
  let range: EtcdRange
  let follower: EtcdFollower

  private var connection: EtcdConnection { follower.connection }

  /// The stream that is open, and whose it is.
  private struct Open {
    let member: EtcdConnection.Member
    var body: EtcdWatchBody
  }

  /// Runs until the task is cancelled or the stream cannot go on, which the follower is told.
  func run(from revision: UInt64) async {
    var machine = EtcdStreamMachine(settings: connection.settings, at: .now)
    var open: Open?
    var event = EtcdStreamMachine.Event.started(from: revision)
    while !Task.isCancelled {
      let action = machine.receive(event, at: .now)
      guard let next = await perform(action, &open) else { return }
      event = next
    }
  }

  /// Carries out an action; nil at the end.
  private func perform(
    _ action: EtcdStreamMachine.Action, _ open: inout Open?
  ) async -> EtcdStreamMachine.Event? {
    switch action {
    case .open(let revision):
      open = nil
      return await begin(from: revision, &open)
    case .renewToken(let revision):
      if let open {
        connection.refuse(
          open.member, because: EtcdFailure(.unauthenticated, "the token was refused"))
      }
      open = nil
      return await begin(from: revision, &open)
    case .listen(let limit): return await listen(limit, &open)
    case .deliver(let events):
      follower.deliver(events, of: number)
      return .done
    case .advance(let revision):
      follower.advance(to: revision, of: number)
      return .done
    case .ping: return await ping(open)
    case .verify:
      do throws(EtcdFailure) {
        return .verified(hasNews: try await follower.verify(number))
      } catch { return .broken(error) }
    case .reload:
      open = nil
      do throws(EtcdFailure) {
        return .reloaded(from: try await follower.reload(number))
      } catch {
        follower.fail(number, because: error)
        return nil
      }
    case .deny(let failure):
      follower.deny(number, because: failure)
      return nil
    case .fail(let failure):
      follower.fail(number, because: failure)
      return nil
    }
  }

  private func begin(
    from revision: UInt64, _ open: inout Open?
  ) async -> EtcdStreamMachine.Event {
    do throws(EtcdFailure) {
      let choice = try connection.choose()
      do throws(EtcdFailure) {
        let member = try await connection.reach(choice)
        do throws(EtcdFailure) {
          let body = try await connection.watch(member, EtcdRequests.watch(range, from: revision))
          open = Open(member: member, body: body)
          return .opened
        } catch {
          if error.kind == .unauthenticated { connection.refuse(member, because: error) }
          throw error
        }
      } catch {
        if error.kind == .unknownPath { connection.forgetPath(of: choice) }
        if error.mayHealElsewhere { connection.markFailed(choice) }
        throw error
      }
    } catch { return .broken(error) }
  }

  private func listen(_ limit: Duration, _ open: inout Open?) async -> EtcdStreamMachine.Event {
    guard var current = open else { return .broken(EtcdFailure(.unavailable, "no stream")) }
    do throws(EtcdFailure) {
      let piece = try await current.body.next(
        within: limit, deadline: connection.settings.deadline)
      open = current
      switch piece {
      case .silence: return .silence
      case .message(let message):
        judge(message, of: current.member)
        return .message(message)
      }
    } catch {
      if error.mayHealElsewhere { connection.markFailed(current.member.choice) }
      return .broken(error)
    }
  }

  private func judge(_ message: EtcdWatchMessage, of member: EtcdConnection.Member) {
    switch message {
    case .created: connection.markGood(member.choice)
    case .cancelled(let failure) where failure.mayHealElsewhere:
      connection.markFailed(member.choice)
    default: break
    }
  }

  /// Asks for the number of one key, which only a member that hears of a leader can tell.
  private func ping(_ open: Open?) async -> EtcdStreamMachine.Event {
    guard let member = open?.member else { return .broken(EtcdFailure(.unavailable, "no stream")) }
    do throws(EtcdFailure) {
      let revision = try await connection.ask(
        member, "/kv/range", EtcdRequests.count(.key(range.start)), read: EtcdAnswers.revision)
      return .alive(revision: revision)
    } catch {
      if error.mayHealElsewhere { connection.markFailed(member.choice) }
      return .broken(error)
    }
  }
}
