import CYAML
import Diagnostics
import Values

/// Reads the first document of a text through libyaml into nodes.
struct YAMLComposer {
  private let parser: UnsafeMutablePointer<yaml_parser_t>
  private let text: UnsafeBufferPointer<UInt8>
  private let offsets: YAMLOffsets
  private var anchors: [String: YAMLNode] = [:]
  private var openAnchors: Set<String> = []
  /// Where the last collection's end stands.
  private var collectionEnd = 0

  /// The root of the first document; nil if there is none.
  static func compose(_ source: Source) throws(YAMLError) -> YAMLNode? {
    guard source.text.count <= YAMLReader.sizeLimit else {
      throw YAMLError(
        "the text has \(source.text.count) bytes, more than the limit of \(YAMLReader.sizeLimit)",
        Span(0, 0), code: "too-large")
    }
    if let offset = UTF8Rule.firstInvalid(in: source.text) {
      let found = CharacterText.hexadecimal(source.text[offset])
      throw YAMLError(
        "the text must be valid UTF-8, found the byte \(found)", Span(offset, offset + 1))
    }
    let result: Result<YAMLNode?, YAMLError> = source.text.withUnsafeBufferPointer { text in
      compose(text)
    }
    return try result.get()
  }

  private static func compose(
    _ text: UnsafeBufferPointer<UInt8>
  ) -> Result<YAMLNode?, YAMLError> {
    guard let base = text.baseAddress, !text.isEmpty else { return .success(nil) }
    let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
    defer { parser.deallocate() }
    guard yaml_parser_initialize(parser) == 1 else {
      return .failure(YAMLError("no memory for the YAML reader", Span(0, 0)))
    }
    defer { yaml_parser_delete(parser) }
    yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    let hasMark = text.starts(with: [0xEF, 0xBB, 0xBF])
    let start = hasMark ? 3 : 0
    yaml_parser_set_input_string(parser, base + start, text.count - start)
    var composer = YAMLComposer(parser: parser, text: text, start: start)
    do throws(YAMLError) {
      return .success(try composer.composeDocument())
    } catch {
      return .failure(error)
    }
  }

  private init(
    parser: UnsafeMutablePointer<yaml_parser_t>, text: UnsafeBufferPointer<UInt8>, start: Int
  ) {
    self.parser = parser
    self.text = text
    offsets = YAMLOffsets(text, start: start)
  }

  private mutating func composeDocument() throws(YAMLError) -> YAMLNode? {
    while true {
      var event = try nextEvent()
      defer { yaml_event_delete(&event) }
      switch event.type {
      case YAML_STREAM_START_EVENT: continue
      case YAML_DOCUMENT_START_EVENT:
        let root = try composeNode(depth: 0)
        // What does not belong to the root shows only where the document should end.
        var end = try nextEvent()
        yaml_event_delete(&end)
        return root
      default: return nil
      }
    }
  }

  /// The node that the next event begins; nil at the end of a collection or document.
  private mutating func composeNode(depth: Int) throws(YAMLError) -> YAMLNode? {
    var event = try nextEvent()
    defer { yaml_event_delete(&event) }
    let span = span(of: event)
    guard depth <= YAMLReader.depthLimit else {
      throw YAMLError(
        "nested deeper than the limit of \(YAMLReader.depthLimit)", span, code: "too-deep")
    }
    let node: YAMLNode
    let anchor: String?
    switch event.type {
    case YAML_ALIAS_EVENT: return try resolveAlias(text(event.data.alias.anchor), span)
    case YAML_SCALAR_EVENT:
      anchor = optionalText(event.data.scalar.anchor)
      node = YAMLNode(.scalar(scalar(event)), span: span)
    case YAML_SEQUENCE_START_EVENT:
      anchor = optionalText(event.data.sequence_start.anchor)
      if let anchor { openAnchors.insert(anchor) }
      let isFlow = event.data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE
      node = try composeList(from: span.start, isFlow: isFlow, depth: depth)
    case YAML_MAPPING_START_EVENT:
      anchor = optionalText(event.data.mapping_start.anchor)
      if let anchor { openAnchors.insert(anchor) }
      let isFlow = event.data.mapping_start.style == YAML_FLOW_MAPPING_STYLE
      node = try composeMap(from: span.start, isFlow: isFlow, depth: depth)
    default:
      collectionEnd = span.end
      return nil
    }
    guard node.weight <= YAMLReader.nodeLimit else { throw tooLarge(node.span) }
    if let anchor {
      openAnchors.remove(anchor)
      anchors[anchor] = node
    }
    return node
  }

  private mutating func composeList(from start: Int, isFlow: Bool, depth: Int) throws(YAMLError)
    -> YAMLNode
  {
    var nodes: [YAMLNode] = []
    var weight = 0
    while let node = try composeNode(depth: depth + 1) {
      nodes.append(node)
      weight += node.weight
      guard weight <= YAMLReader.nodeLimit else { throw tooLarge(node.span) }
    }
    let end = isFlow ? collectionEnd : nodes.last?.span.end
    return YAMLNode(.list(nodes), span: Span(start, end ?? start + 1))
  }

  private mutating func composeMap(from start: Int, isFlow: Bool, depth: Int) throws(YAMLError)
    -> YAMLNode
  {
    var pairs: [(key: YAMLNode, value: YAMLNode)] = []
    var weight = 0
    while let key = try composeNode(depth: depth + 1) {
      guard let value = try composeNode(depth: depth + 1) else { break }
      pairs.append((key, value))
      weight += key.weight + value.weight
      guard weight <= YAMLReader.nodeLimit else { throw tooLarge(value.span) }
    }
    let end = isFlow ? collectionEnd : pairs.last?.value.span.end
    return YAMLNode(.map(pairs), span: Span(start, end ?? start + 1))
  }

  private func resolveAlias(_ name: String, _ span: Span) throws(YAMLError) -> YAMLNode {
    if let node = anchors[name] { return YAMLNode(node.kind, span: span) }
    if openAnchors.contains(name) {
      throw YAMLError("the anchor `\(name)` contains itself", span, code: "yaml-alias")
    }
    throw YAMLError(
      "the anchor `\(name)` is not defined above", span, code: "yaml-alias",
      hint: Suggestion.hint(for: name, among: anchors.keys))
  }

  private func tooLarge(_ span: Span) -> YAMLError {
    YAMLError(
      "with all aliases written out the text has more than \(YAMLReader.nodeLimit) values", span,
      code: "too-large")
  }

  // MARK: - Events

  private func nextEvent() throws(YAMLError) -> yaml_event_t {
    var event = yaml_event_t()
    guard yaml_parser_parse(parser, &event) == 1 else { throw problem() }
    return event
  }

  private func scalar(_ event: yaml_event_t) -> YAMLScalar {
    let data = event.data.scalar
    let bytes = UnsafeBufferPointer(start: data.value, count: data.length)
    return YAMLScalar(
      text: Bytes(Array(bytes)), tag: optionalText(data.tag),
      isPlain: data.style == YAML_PLAIN_SCALAR_STYLE)
  }

  private func text(_ pointer: UnsafeMutablePointer<UInt8>?) -> String {
    optionalText(pointer) ?? ""
  }

  private func optionalText(_ pointer: UnsafeMutablePointer<UInt8>?) -> String? {
    pointer.map { String(cString: $0) }
  }

  private func span(of event: yaml_event_t) -> Span {
    trimmed(offsets.byte(event.start_mark.index), offsets.byte(event.end_mark.index))
  }

  /// Some nodes end where the next token begins; people expect the last character.
  private func trimmed(_ start: Int, _ end: Int) -> Span {
    var end = end
    while end > start + 1, text[end - 1] <= 0x20 { end -= 1 }
    return Span(start, end)
  }

  private func problem() -> YAMLError {
    let state = parser.pointee
    var message = state.problem.map { String(cString: $0) } ?? "not YAML"
    if state.error == YAML_READER_ERROR {
      let offset = min(Int(state.problem_offset), text.count)
      return YAMLError(message, Span(offset, min(offset + 1, text.count)))
    }
    let offset = min(offsets.byte(state.problem_mark.index), text.count)
    if offset < text.count, text[offset] == 0x09 {
      return YAMLError(
        "expected a value, found a tab", Span(offset, offset + 1),
        hint: "indent with blanks, tabs are not allowed")
    }
    if let context = state.context { message += " " + String(cString: context) }
    return YAMLError(message, Span(offset, min(offset + 1, text.count)))
  }
}

/// Turns libyaml's positions, which count characters, into byte offsets.
struct YAMLOffsets {
  private let start: Int
  private let end: Int
  /// The byte offset of each character; empty where all are single bytes.
  private let starts: [Int32]

  init(_ text: UnsafeBufferPointer<UInt8>, start: Int) {
    self.start = start
    end = text.count
    guard text.contains(where: { $0 >= 0x80 }) else {
      starts = []
      return
    }
    var starts: [Int32] = []
    for offset in start..<text.count where text[offset] & 0xC0 != 0x80 {
      starts.append(Int32(truncatingIfNeeded: offset))
    }
    self.starts = starts
  }

  func byte(_ index: Int) -> Int {
    if starts.isEmpty { return min(start + index, end) }
    return index < starts.count ? Int(starts[index]) : end
  }
}
