import AgentConfiguration
import ProcessControl
import RegistryCore
import Rendering
import SystemSupport

/// The first time that everything is in place.
extension Agent {
  /// A resource's file is in place as rendered.
  func noteInPlace(_ id: Int) {
    guard !hasCompleted, !isStopping else { return }
    inPlace.insert(id)
    considerCompletion()
  }

  /// When all files are in place the program can start. Where applies have an order, what has to be
  /// applied first is.
  func considerCompletion() {
    guard !hasCompleted, !isStopping, inPlace.isSuperset(of: units.keys) else { return }
    let isApplying = !queuedApplies.isEmpty || applies.values.contains { $0.isBusy }
    if manner.appliesInOrder, isApplying { return }
    hasCompleted = true
    supervisor?.start()
    manner.completed?()
    if manner.endsWhenComplete { queue.send(.stop) }
  }

  /// Tells of a rendering what others want to hear.
  func tell(_ result: ResourceMachine.Result, of unit: ResourceUnit) {
    if let bytes = unit.takeProposal() { show(bytes, of: unit.resource) }
    guard let troubled = manner.troubled else { return }
    let name = unit.resource.name
    switch result {
    case .failed:
      let detail = unit.lastComplaint?.detail ?? ""
      troubled(.template(resource: name, reason: "the template `\(name)` failed:\n\(detail)"))
    case .incomplete:
      for input in unit.missing {
        switch input {
        case .absentKey: troubled(.absence(resource: name, input.query))
        case .unreadableFile: troubled(.absence(resource: name, nil))
        case .unanswered, .emptyPrefix: break
        }
      }
    case .unchanged, .refusedBefore, .changed: break
    }
  }

  private func show(_ bytes: [UInt8], of resource: ManagedResource) {
    if let preview = manner.preview {
      return preview(resource.settings.destination?.path ?? "", bytes)
    }
    let old = (try? resource.file?.current()) ?? nil
    log.warning(
      "file would change, but nothing is written",
      [
        "template": resource.name, "destination": resource.destination,
        "detail": LineStatistics(old: old ?? [], new: bytes).description,
      ])
  }

  /// Tells that a query was not answered.
  func tellFailure(of query: Query) {
    guard let troubled = manner.troubled, let failure = store.failures[query] else { return }
    troubled(.query(query, attempts: failure.attempts, reason: failure.error.message))
  }
}

extension ApplyUnit {
  /// Whether a run is under way, or about to begin.
  fileprivate var isBusy: Bool { isRunning || !held.isEmpty }
}
