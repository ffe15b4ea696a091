import CSystem

/// Looks a host's addresses up on a thread of its own, as the system's resolver blocks.
enum HostLookup {
  /// The addresses in the resolver's order, or an errno.
  enum Outcome: Sendable {
    case addresses([String])
    case failure(Int32)
  }

  /// Called once, on another thread.
  typealias Completion = @Sendable (Outcome) -> Void

  static func start(_ host: String, _ completion: @escaping Completion) {
    let context = Unmanaged.passRetained(Box(completion)).toOpaque()
    let code = cs_resolve_apart(host, context) { context, length, text in
      guard let context else { return }
      let box = Unmanaged<Box>.fromOpaque(context).takeRetainedValue()
      box.completion(HostLookup.outcome(length, text))
    }
    guard code < 0 else { return }
    Unmanaged<Box>.fromOpaque(context).release()
    completion(.failure(-code))
  }

  private final class Box: Sendable {
    let completion: Completion
    init(_ completion: @escaping Completion) { self.completion = completion }
  }

  private static func outcome(_ length: Int, _ text: UnsafePointer<CChar>?) -> Outcome {
    guard length >= 0, let text else { return .failure(Int32(clamping: -length)) }
    let bytes = UnsafeRawBufferPointer(start: text, count: length)
    return .addresses(
      bytes.split(separator: 0x0A).map { String(decoding: $0, as: UTF8.self) })
  }
}
