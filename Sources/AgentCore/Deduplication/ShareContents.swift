package import Rendering
import SystemSupport

/// What a follower has of what its leader shares: the blocks of the newest manifest, unpacked.
package struct ShareContents: Sendable {
  /// Whose blocks they are.
  package private(set) var session = ""
  private var blocks: [UInt64: [CachedAnswer.Key: CachedAnswer]] = [:]

  /// Nothing.
  package init() {}

  /// Whether a manifest names just what is here: it is a mere sign of life.
  package func isEqual(to manifest: ShareManifest) -> Bool {
    session == manifest.session && Set(blocks.keys) == Set(manifest.blocks.map(\.name))
  }

  /// The blocks of a manifest that are not here yet.
  package func missing(of manifest: ShareManifest) -> [ShareManifest.Block] {
    guard session == manifest.session else { return manifest.blocks }
    return manifest.blocks.filter { blocks[$0.name] == nil }
  }

  /// Takes over a manifest with the packed bytes of its missing blocks; throws, and changes
  /// nothing, if one of them is damaged or not there.
  package mutating func adopt(
    _ manifest: ShareManifest, _ bytes: [UInt64: [UInt8]]
  ) throws(ShareFault) {
    var next: [UInt64: [CachedAnswer.Key: CachedAnswer]] = [:]
    for block in manifest.blocks {
      if session == manifest.session, let known = blocks[block.name] {
        next[block.name] = known
        continue
      }
      guard let packed = bytes[block.name] else { throw .damaged("a block is not there") }
      next[block.name] = try ShareContents.answers(try block.unpack(packed))
    }
    (session, blocks) = (manifest.session, next)
  }

  /// The answer to a query, if it is shared.
  package func answer(for key: CachedAnswer.Key) -> CachedAnswer? {
    for block in blocks.values {
      if let answer = block[key] { return answer }
    }
    return nil
  }

  private static func answers(
    _ text: [UInt8]
  ) throws(ShareFault) -> [CachedAnswer.Key: CachedAnswer] {
    var answers: [CachedAnswer.Key: CachedAnswer] = [:]
    for line in text.split(separator: 0x0A) {
      guard let answer = CachedAnswer(line: Array(line)) else {
        throw .damaged("expected an answer")
      }
      answers[answer.key] = answer
    }
    return answers
  }
}
