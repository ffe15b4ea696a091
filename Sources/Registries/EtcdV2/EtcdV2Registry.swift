import Networking
package import RegistryCore
import Synchronization
package import SystemSupport
import Values

/// The tree of keys of etcd's v2 interface.
///
/// A prefix is a folder, or a key, with all that is in it. However many readers a prefix has, one
/// long poll follows it: it is started from the position of what was read, so that nothing falls
/// between. The changes it tells are taken into the keys at hand; where they are too many, or no
/// longer remembered by etcd, everything is read anew.
package final class EtcdV2Registry: Registry {
  /// The keys of one question at one position.
  private struct Contents: Sendable {
    var tree: EtcdV2Tree
    var index: UInt64
    /// Differs from that of all other contents.
    var version: UInt64
    var value: Value

    var reading: Reading { Reading(value: value, index: version) }
  }

  private let members: EtcdV2Members
  private let settings: EtcdV2Settings
  private let followers = FollowerTable<KeyQuestion, Contents>()
  private let versions = Atomic<UInt64>(0)

  /// A registry that connects with its first read. Throws `.unsupported` for a malformed endpoint.
  package init(settings: EtcdV2Settings, log: Log = .silent) throws(RegistryError) {
    self.settings = settings
    members = try EtcdV2Members(settings: settings, log: log)
  }

  /// Answers a query for keys; see `Registry`.
  package func read(
    _ query: Query, after index: UInt64?
  ) async throws(RegistryError) -> Reading {
    let question = try KeyQuestion(query.subject, of: "an etcd registry")
    let contents = try await followers.state(of: question, after: index, version: \.version) {
      asking(question)
    }
    return contents.reading
  }

  /// Waits without a task; see `Registry`.
  package func wait(
    for query: Query, after index: UInt64, _ completion: @escaping Reading.Completion
  ) -> (any Wait)? {
    guard index > 0, let question = try? KeyQuestion(query.subject, of: "an etcd registry") else {
      return nil
    }
    return followers.wait(
      for: question, after: index, version: \.version, { asking(question) },
      { completion($0.map(\.reading)) })
  }

  /// Closes the connections; reads under way end with `.cancelled`.
  package func shutdown() async {
    followers.shutdown()
    await members.shutdown()
  }

  private func asking(_ question: KeyQuestion) -> Follower<Contents>.Asking {
    Follower.Asking(self) { registry, last throws(RegistryError) in
      try await registry.readAll(question, last)
    } wait: { registry, last throws(RegistryError) in
      try await registry.followOn(question, last)
    }
  }

  private func readAll(
    _ question: KeyQuestion, _ last: Contents?
  ) async throws(RegistryError) -> Follower<Contents>.Answer {
    let (pairs, index) = try await members.read(question)
    let tree = EtcdV2Tree(question, pairs)
    if var last, last.tree.hasSameValues(as: tree) {
      last.index = index
      return Follower.Answer(state: last, isNews: false)
    }
    return news(tree, index)
  }

  /// Follows events until one makes a difference, or the wait is over and everything is read anew.
  private func followOn(
    _ question: KeyQuestion, _ contents: Contents
  ) async throws(RegistryError) -> Follower<Contents>.Answer {
    let deadline = ContinuousClock.now + settings.wait
    var (tree, index) = (contents.tree, contents.index)
    while true {
      let remaining = deadline - ContinuousClock.now
      guard remaining > .zero else { return try await readAll(question, contents) }
      let reply: EtcdV2Reply
      do throws(RegistryError) {
        reply = try await members.wait(question, after: index, for: remaining)
      } catch {
        if EtcdV2Members.isFinal(error) { throw error }
        // The member is gone or does not want to wait; another one may have everything.
        return try await readAll(question, contents)
      }
      guard case .event(let event, let behind) = reply, behind <= EtcdV2Registry.longestBacklog,
        event.index > index
      else { return try await readAll(question, contents) }
      index = event.index
      if tree.apply(event.change) { return news(tree, index) }
    }
  }

  /// How far behind the store single events are asked for; one answer with everything is less work
  /// than so many.
  private static let longestBacklog: UInt64 = 64

  private func news(_ tree: EtcdV2Tree, _ index: UInt64) -> Follower<Contents>.Answer {
    let version = versions.add(1, ordering: .relaxed).newValue
    return Follower.Answer(
      state: Contents(tree: tree, index: index, version: version, value: tree.value), isNews: true)
  }
}
