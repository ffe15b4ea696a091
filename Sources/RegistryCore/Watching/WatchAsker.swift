/// Who asks for the calls of a `WatchDispatcher` that wait.
package protocol WatchAsker<Key>: AnyObject, Sendable {
  associatedtype Key

  /// Asks for a key after an index and calls back once, perhaps within this call. What it returns
  /// may be cancelled, also to ask again later.
  func ask(
    _ turn: WatchTurn, _ key: Key, after index: UInt64, _ completion: @escaping Reading.Completion
  ) -> any Wait
}

/// How a call that waits asks when it is its turn.
package enum WatchTurn: Sendable {
  /// On a connection of its own, until something changes.
  case hold
  /// What was found to have moved.
  case read
}
