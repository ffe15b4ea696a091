/// The Huffman code of header fields (RFC 7541, appendix B).
///
/// The code is canonical: codes of one length are successive numbers in the order of the bytes, and
/// longer codes follow shorter ones. So the lengths say it all, and two small tables decode it.
struct HuffmanCode {
  /// The code, made when the first coded text comes.
  static let shared = HuffmanCode()

  /// How long the codes of the bytes 0 to 255 and of the end of a text are: `a` is 5 bits, `z` 30.
  private static let lengths: StaticString = """
    isxxxxxxxtzxxzxxxxxxxxzxxxxxxxxxbffhibdgffdgdbbbaaabbbbbbbcdkbhf\
    ibccccccccccccccccccccccdcdioijbkabababbbaccbbbabcbaabccccckgjix\
    prpprrrsrssssststtrstssssqrsrsstrqprrssqsrrtqrssqqrqsrssprrrsrrs\
    vvporsruvvvwwvtuoqvwwvwtqqvvxwwwptpqrqqsrruuttvsvwvvwwwwwxwwwwwv\
    z
    """
  private static let shortest = 5
  private static let longest = 30
  /// The fewest bits of a byte's code.
  static let fewestBits = shortest

  /// Codes of one length.
  private struct Group {
    let length: Int
    /// The first code and the one behind the last, followed by zeros up to 32 bits.
    let start: UInt64
    let end: UInt64
    /// Where the byte of the first code is in `symbols`.
    let place: Int
  }

  /// For each beginning of 8 bits the byte and, above it, the length of its code; 0 where the code
  /// is longer.
  private var short = [UInt16](repeating: 0, count: 256)
  /// The lengths above 8 bits.
  private var groups: [Group] = []
  /// The bytes in the order of their codes. The end of a text, which is last, is not among them.
  private var symbols: [UInt8] = []

  private init() {
    symbols.reserveCapacity(256)
    let lengths = UnsafeBufferPointer(
      start: HuffmanCode.lengths.utf8Start, count: HuffmanCode.lengths.utf8CodeUnitCount)
    var next: UInt64 = 0
    for length in HuffmanCode.shortest...HuffmanCode.longest {
      let letter = UInt8(ascii: "a") + UInt8(length - HuffmanCode.shortest)
      let (start, place) = (next, symbols.count)
      let step = UInt64(1) << (32 - length)
      for (symbol, _) in lengths.enumerated().lazy.filter({ $0.element == letter }) {
        if length <= 8 {
          let (first, behind) = (Int(next >> 24), Int((next + step) >> 24))
          for code in first..<behind { short[code] = UInt16(length) << 8 | UInt16(symbol) }
        }
        if symbol < 256 { symbols.append(UInt8(symbol)) }
        next += step
      }
      guard length > 8, next > start else { continue }
      groups.append(Group(length: length, start: start, end: next, place: place))
    }
  }

  /// Decodes a whole text into `output`, which must have room for a byte of each `fewestBits`. The
  /// count of bytes written, or nil where it is not a text in this code: the end within it, or
  /// something else behind it than less than 8 bits of ones.
  func decode(
    _ coded: UnsafeRawBufferPointer, into output: UnsafeMutableBufferPointer<UInt8>
  ) -> Int? {
    // The bits that were not used yet, from the highest one on, and how many.
    var (bits, held): (UInt64, Int) = (0, 0)
    var (read, written) = (0, 0)
    while true {
      while held <= 56, read < coded.count {
        bits |= UInt64(coded[read]) << UInt64(56 - held)
        held += 8
        read += 1
      }
      guard let (symbol, length) = symbol(at: bits) else { return nil }
      guard length <= held else { break }
      output[written] = symbol
      written += 1
      bits <<= UInt64(length)
      held -= length
    }
    let isPadded = held < 8 && bits == ~(UInt64.max >> UInt64(held))
    return isPadded ? written : nil
  }

  /// The byte whose code begins these bits; nil for the end of a text.
  private func symbol(at bits: UInt64) -> (UInt8, Int)? {
    let found = short[Int(bits >> 56)]
    if found != 0 { return (UInt8(truncatingIfNeeded: found), Int(found >> 8)) }
    let code = bits >> 32
    for group in groups where code < group.end {
      let place = group.place + Int((code - group.start) >> UInt64(32 - group.length))
      return place < symbols.count ? (symbols[place], group.length) : nil
    }
    return nil
  }
}
