#if canImport(Glibc)
  import Glibc
#endif

/// Frees values that a template may have nested without end, one after the other instead of one
/// inside the other: a chain of maps as long as a template can make it would exhaust the stack.
enum Unnesting {
  /// What waits to be freed on one thread.
  private final class Pending {
    var values: [Value] = []
    var isFreeing = false
  }

  private static let key: pthread_key_t = {
    var key = pthread_key_t()
    pthread_key_create(&key) { pointer in
      if let pointer { Unmanaged<Pending>.fromOpaque(pointer).release() }
    }
    return key
  }()

  /// Takes the values of a map that is freed and frees those which nobody else holds. The maps
  /// among them hand their own values to the same loop.
  static func free(_ values: inout [Value]) {
    let isNested = values.contains { value in
      switch value {
      case .map, .list, .pointer, .record, .recordPointer: true
      default: false
      }
    }
    guard isNested else { return }
    let pending = current
    pending.values += values
    values = []
    if pending.isFreeing { return }
    pending.isFreeing = true
    while !pending.values.isEmpty { _ = pending.values.removeLast() }
    pending.isFreeing = false
  }

  private static var current: Pending {
    if let known = pthread_getspecific(key) {
      return Unmanaged<Pending>.fromOpaque(known).takeUnretainedValue()
    }
    let fresh = Pending()
    pthread_setspecific(key, Unmanaged.passRetained(fresh).toOpaque())
    return fresh
  }
}
