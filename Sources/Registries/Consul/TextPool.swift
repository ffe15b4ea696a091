import DataFormats
import RegistryCore
import Values

#if canImport(Glibc)
  import Glibc
#endif

/// What comes again and again in one answer, held once: names, addresses, statuses, tags, maps.
/// Without it the instances of a service take several times as much memory.
///
/// For one answer at a time; it forgets what stands in the way of something newer.
final class TextPool {
  private static let slotCount = 512
  private static let longestText = 128

  private var slots = [Bytes](repeating: Bytes(), count: slotCount)
  private var lastTags: (texts: [Bytes], value: Value)?
  private var lastStrings: (texts: [Bytes], value: Value)?
  private var lastWeights: (passing: Int64, warning: Int64, value: Value)?
  private var lastMaps: [(keys: [Bytes], texts: [Bytes], value: Value)] = []

  /// The text of a string; nil if it is none.
  func text(_ cursor: JSONCursor) -> Bytes? {
    let pooled = cursor.withPlainText { text -> Bytes? in
      let count = text.count
      guard count <= TextPool.longestText else { return nil }
      let slot = TextPool.slot(of: text)
      let isKnown = slots[slot].storage.withUnsafeBufferPointer { known in
        guard known.count == text.count else { return false }
        guard let known = known.baseAddress, let text = text.baseAddress else { return true }
        return memcmp(known, text, count) == 0
      }
      if !isKnown { slots[slot] = Bytes(Array(text)) }
      return slots[slot]
    }
    return (pooled ?? nil) ?? cursor.bytes
  }

  /// A service's tags.
  func tags(_ texts: [Bytes]) -> Value {
    if let lastTags, lastTags.texts == texts { return lastTags.value }
    let value = Value.list(
      ListValue(
        texts.map(Value.bytes), elementType: .string, named: RegistryShapes.serviceTags))
    lastTags = (texts, value)
    return value
  }

  /// A list of texts.
  func strings(_ texts: [Bytes]) -> Value {
    if let lastStrings, lastStrings.texts == texts { return lastStrings.value }
    let value = Value.strings(texts)
    lastStrings = (texts, value)
    return value
  }

  /// A service's weights.
  func weights(passing: Int64, warning: Int64) -> Value {
    if let lastWeights, lastWeights.passing == passing, lastWeights.warning == warning {
      return lastWeights.value
    }
    let value = Value.record(
      RecordValue(RegistryShapes.weights, [.int(passing, .int), .int(warning, .int)]))
    lastWeights = (passing, warning, value)
    return value
  }

  /// A map of texts: one of the last few, if it is the same.
  func map(_ entries: [(key: Bytes, text: Bytes)]) -> Value {
    let keys = entries.map(\.key)
    let texts = entries.map(\.text)
    if let known = lastMaps.first(where: { $0.keys == keys && $0.texts == texts }) {
      return known.value
    }
    let value = Value.map(
      MapValue(entries.map { ($0.key, .bytes($0.text)) }, valueType: .string))
    if lastMaps.count == 4 { lastMaps.removeFirst() }
    lastMaps.append((keys, texts, value))
    return value
  }

  private static func slot(of text: UnsafeBufferPointer<UInt8>) -> Int {
    var hash: UInt32 = 2_166_136_261
    for byte in text { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
    return Int((hash ^ hash >> 16) % UInt32(slotCount))
  }
}
