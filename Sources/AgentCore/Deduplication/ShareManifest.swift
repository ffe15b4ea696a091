import DataFormats
import RegistryCore
import SystemSupport
import Values

/// What the leader of a template writes to its one watched key: which blocks make up what it
/// shares. Blocks are written before it and never change, so that one write swaps everything.
package struct ShareManifest: Sendable, Equatable {
  /// The version of the format, of blocks too.
  package static let format: Int64 = 1
  /// The most blocks.
  package static let blockLimit = 64
  /// The most bytes of a manifest. Consul takes 512 KiB as a value.
  package static let sizeLimit = 400 << 10
  /// The most bytes of a part.
  package static let partLimit = 256 << 10
  /// The most bytes of all blocks together, before they are packed.
  package static let totalLimit = 64 << 20

  /// The session of the leader.
  package var session: String
  /// Grows with every write of a leader: a sign of life.
  package var beat: UInt64
  /// What is shared. None as long as a new leader has nothing to say.
  package var blocks: [Block]

  /// Answers, packed.
  package struct Block: Sendable, Equatable {
    /// Its name below the session, which is given once.
    package var name: UInt64
    /// How many bytes it has unpacked and packed.
    package var size: Int
    package var packedSize: Int
    /// The digest of the unpacked bytes.
    package var digest: UInt64
    /// The packed bytes, if they are small and new; they lie under their own key in any case.
    package var bytes: [UInt8]?

    /// How many keys it takes.
    package var partCount: Int {
      (packedSize + ShareManifest.partLimit - 1) / ShareManifest.partLimit
    }
  }

  /// A manifest.
  package init(session: String, beat: UInt64, blocks: [Block] = []) {
    self.session = session
    self.beat = beat
    self.blocks = blocks
  }

  /// The key of a part of a block, below the folder of the template.
  package func key(of block: Block, part: Int) -> String { "\(session)/\(block.name).\(part)" }

  /// The text as it is written.
  package var text: [UInt8] {
    var text = Array("{\"format\":\(Self.format),\"session\":".utf8)
    JSONText.append(Array(session.utf8), to: &text)
    text += Array(",\"beat\":\(beat),\"blocks\":[".utf8)
    for (index, block) in blocks.enumerated() {
      let digest = String(block.digest, radix: 16)
      text += Array(
        """
        \(index == 0 ? "" : ","){"name":\(block.name),"size":\(block.size),\
        "packed":\(block.packedSize),"digest":"\(digest)"
        """.utf8)
      if let bytes = block.bytes {
        text += Array(",\"bytes\":\"".utf8) + Base64.encode(bytes) + [UInt8(ascii: "\"")]
      }
      text.append(UInt8(ascii: "}"))
    }
    return text + Array("]}".utf8)
  }

  /// Reads a manifest, or throws why it cannot be used.
  package init(_ text: [UInt8]) throws(ShareFault) {
    guard text.count <= Self.sizeLimit else { throw .damaged("it is too large") }
    guard let root = try? JSONTape(text, limits: .init(depth: 8)).root, root.kind == .object,
      let format = root["format"]?.int64
    else { throw .damaged("expected a manifest") }
    guard format == Self.format else { throw .foreign(format: format) }
    guard let session = root["session"]?.string, !session.isEmpty, session.utf8.count <= 128,
      !session.contains("/"), let beat = root["beat"]?.uint64, let list = root["blocks"],
      list.kind == .array, list.count <= Self.blockLimit
    else { throw .damaged("expected a session, a beat and blocks") }
    self.init(session: session, beat: beat)
    for element in list.elements { blocks.append(try Block(element)) }
    guard blocks.reduce(0, { $0 + $1.size }) <= Self.totalLimit else {
      throw .damaged("more than \(Self.totalLimit) bytes are shared")
    }
  }
}

extension ShareManifest.Block {
  fileprivate init(_ cursor: JSONCursor) throws(ShareFault) {
    guard let name = cursor["name"]?.uint64, let size = cursor["size"]?.uint64,
      let packed = cursor["packed"]?.uint64, size <= ShareManifest.totalLimit,
      packed <= ShareManifest.totalLimit,
      let digest = cursor["digest"]?.string.flatMap({ UInt64($0, radix: 16) })
    else { throw .damaged("expected the name, sizes and digest of a block") }
    self.init(
      name: name, size: Int(size), packedSize: Int(packed), digest: digest,
      bytes: cursor["bytes"]?.bytes.flatMap { Base64.decode($0.storage) })
  }

  /// Unpacks the bytes of the block, or throws that they are not those which were packed.
  package func unpack(_ bytes: [UInt8]) throws(ShareFault) -> [UInt8] {
    guard bytes.count == packedSize else {
      throw .damaged("expected \(packedSize) bytes of a block, found \(bytes.count)")
    }
    let unpacked: [UInt8]
    do throws(Zlib.Failure) {
      unpacked = try Zlib.unpack(bytes, size: size)
    } catch { throw .damaged(error.description) }
    guard ContentDigest.of(unpacked) == digest else {
      throw .damaged("a block has another digest")
    }
    return unpacked
  }
}
