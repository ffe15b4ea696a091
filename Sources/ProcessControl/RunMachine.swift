/// Decides what to do while a child runs to its end. Pure: `ChildRun` asks and obeys it.
struct RunMachine {
  enum Event {
    /// The child itself ended; others of its group may live.
    case exited
    /// Nobody can write to its output any more.
    case outputEnded
    case timedOut
    case cancelled
    /// The time that `startGrace` measures is over.
    case graceOver
  }

  enum Reason: Equatable {
    case timedOut, cancelled
  }

  enum Conclusion: Equatable {
    /// It ended by itself.
    case ended
    /// It was made to end. Its group was killed.
    case killed(Reason)
  }

  enum Grace: Equatable {
    /// For the rest of the output after the end of the child, which a background process may keep
    /// open for ever.
    case drain
    /// Between the polite and the final signal.
    case polite
    /// After the final signal; only a process stuck in the kernel needs longer.
    case final
  }

  enum Action: Equatable {
    case terminateGroup, killGroup
    case startGrace(Grace)
    case finish(Conclusion)
  }

  private enum State {
    case running(outputEnded: Bool)
    case draining
    case terminating(Reason, exited: Bool, outputEnded: Bool)
    case killing(Reason)
    case finished
  }

  private var state = State.running(outputEnded: false)

  mutating func receive(_ event: Event) -> [Action] {
    switch state {
    case .running(let outputEnded): return running(event, outputEnded)
    case .draining: return draining(event)
    case .terminating(let reason, let exited, let outputEnded):
      return terminating(event, reason, exited, outputEnded)
    case .killing(let reason): return killing(event, reason)
    case .finished: return []
    }
  }

  private mutating func running(_ event: Event, _ outputEnded: Bool) -> [Action] {
    switch event {
    case .exited:
      if outputEnded { return finish(.ended) }
      state = .draining
      return [.startGrace(.drain)]
    case .outputEnded:
      state = .running(outputEnded: true)
      return []
    case .timedOut: return terminate(.timedOut, outputEnded)
    case .cancelled: return terminate(.cancelled, outputEnded)
    case .graceOver: return []
    }
  }

  private mutating func terminate(_ reason: Reason, _ outputEnded: Bool) -> [Action] {
    state = .terminating(reason, exited: false, outputEnded: outputEnded)
    return [.terminateGroup, .startGrace(.polite)]
  }

  private mutating func draining(_ event: Event) -> [Action] {
    switch event {
    case .outputEnded, .graceOver: finish(.ended)
    case .exited, .timedOut, .cancelled: []
    }
  }

  private mutating func terminating(
    _ event: Event, _ reason: Reason, _ exited: Bool, _ outputEnded: Bool
  ) -> [Action] {
    let exited = exited || event == .exited
    let outputEnded = outputEnded || event == .outputEnded
    // Others of the group may have closed the output and live on, so it is killed in any case.
    if exited && outputEnded { return [.killGroup] + finish(.killed(reason)) }
    if event == .graceOver {
      if exited { return [.killGroup] + finish(.killed(reason)) }
      state = .killing(reason)
      return [.killGroup, .startGrace(.final)]
    }
    state = .terminating(reason, exited: exited, outputEnded: outputEnded)
    return []
  }

  private mutating func killing(_ event: Event, _ reason: Reason) -> [Action] {
    event == .exited || event == .graceOver ? finish(.killed(reason)) : []
  }

  private mutating func finish(_ conclusion: Conclusion) -> [Action] {
    state = .finished
    return [.finish(conclusion)]
  }
}
