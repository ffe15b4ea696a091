package import DataFormats
package import Rendering
import SystemSupport
package import Values

/// Turns the answers of a leader into blocks. What did not change since the last time keeps its
/// block, so that followers fetch only what is new. Pure.
package struct ShareWriter {
  /// One answer to be shared.
  package struct Answer {
    /// Whose answer to what.
    package let key: CachedAnswer.Key
    /// The answer.
    package let value: Value
    /// Another number for another value.
    package let stamp: UInt64

    /// An answer.
    package init(key: CachedAnswer.Key, value: Value, stamp: UInt64) {
      self.key = key
      self.value = value
      self.stamp = stamp
    }
  }

  /// What is to be written.
  package struct Draft {
    /// All blocks; those which are new and small have their bytes with them.
    package fileprivate(set) var blocks: [ShareManifest.Block] = []
    /// The packed bytes of the new ones, by their names.
    package fileprivate(set) var fresh: [UInt64: [UInt8]] = [:]
    /// The answers that hold secrets and stay out.
    package fileprivate(set) var secrets: [CachedAnswer.Key] = []
    /// The answers for which there is no room.
    package fileprivate(set) var tooLarge: [CachedAnswer.Key] = []
  }

  private struct Bucket {
    var stamps: [CachedAnswer.Key: UInt64]
    var block: ShareManifest.Block?
    var secrets: [CachedAnswer.Key] = []
    var tooLarge: [CachedAnswer.Key] = []
  }

  private let redaction: Redaction
  private let totalLimit: Int
  private var buckets: [Bucket] = []
  private var nextName: UInt64 = 0
  /// How many bytes may travel inside of the manifest.
  private static let inlineLimit = 32 << 10

  /// A writer that has written nothing. `totalLimit` is how many bytes it shares at most.
  package init(redaction: Redaction, totalLimit: Int = ShareManifest.totalLimit) {
    self.redaction = redaction
    self.totalLimit = totalLimit
  }

  /// The blocks of all answers; throws where they cannot be packed.
  package mutating func write(_ answers: [Answer]) throws(Zlib.Failure) -> Draft {
    let count = ShareWriter.bucketCount(for: answers.count)
    if buckets.count != count { buckets = Array(repeating: Bucket(stamps: [:]), count: count) }
    var sorted = Array(repeating: [Answer](), count: count)
    for answer in answers { sorted[Int(answer.key.digest % UInt64(count))].append(answer) }
    var draft = Draft()
    var inlined = 0
    for (index, answers) in sorted.enumerated() {
      let stamps = Dictionary(
        answers.map { ($0.key, $0.stamp) }, uniquingKeysWith: { first, _ in first })
      if stamps != buckets[index].stamps {
        let (bucket, bytes) = try pack(answers, stamps)
        buckets[index] = bucket
        if let bytes, let block = bucket.block { draft.fresh[block.name] = bytes }
      }
      draft.secrets += buckets[index].secrets
      draft.tooLarge += buckets[index].tooLarge
      guard var block = buckets[index].block else { continue }
      if let bytes = draft.fresh[block.name], inlined + bytes.count <= ShareWriter.inlineLimit {
        inlined += bytes.count
        block.bytes = bytes
      }
      draft.blocks.append(block)
    }
    return draft
  }

  /// A bucket of answers, and the bytes of its block; nil if it has none.
  private mutating func pack(
    _ answers: [Answer], _ stamps: [CachedAnswer.Key: UInt64]
  ) throws(Zlib.Failure) -> (bucket: Bucket, bytes: [UInt8]?) {
    // Each bucket has its share of the room, so that what fits does not depend on the others.
    let room = totalLimit / buckets.count
    let time = WallClock.nanosecondsSince1970 / 1_000_000_000
    var next = Bucket(stamps: stamps)
    var bytes: [UInt8] = []
    for answer in answers.sorted(by: { $0.key.subject < $1.key.subject }) {
      let line = CachedAnswer(answer.value, key: answer.key, time: time, redaction: redaction)?.line
      if let line, bytes.count + line.count < room {
        bytes += line
        bytes.append(0x0A)
      } else if line == nil {
        next.secrets.append(answer.key)
      } else {
        next.tooLarge.append(answer.key)
      }
    }
    guard !bytes.isEmpty else { return (next, nil) }
    let packed = try Zlib.pack(bytes)
    next.block = ShareManifest.Block(
      name: nextName, size: bytes.count, packedSize: packed.count,
      digest: ContentDigest.of(bytes))
    nextName += 1
    return (next, packed)
  }

  /// About eight answers to a block: a change costs little, and packing still pays.
  private static func bucketCount(for answers: Int) -> Int {
    var count = 1
    while count < ShareManifest.blockLimit, count * 8 < answers { count *= 2 }
    return count
  }
}
