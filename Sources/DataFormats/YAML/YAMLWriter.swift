import CYAML
package import Values

/// Writes values as go-yaml v2 does, through libyaml's emitter, of which go-yaml is a translation.
package struct YAMLWriter {
  /// The deepest nesting that is written.
  package static let depthLimit = 500

  private let emitter: UnsafeMutablePointer<yaml_emitter_t>

  /// The text of a value, with its final newline.
  package static func marshal(_ value: Value) throws(ValueError) -> Bytes {
    let emitter = UnsafeMutablePointer<yaml_emitter_t>.allocate(capacity: 1)
    defer { emitter.deallocate() }
    guard yaml_emitter_initialize(emitter) == 1 else {
      throw ValueError("yaml: no memory for the writer")
    }
    defer { yaml_emitter_delete(emitter) }
    let output = Output()
    yaml_emitter_set_unicode(emitter, 1)
    yaml_emitter_set_output(
      emitter,
      { context, buffer, size in
        guard let context, let buffer else { return 0 }
        let output = Unmanaged<Output>.fromOpaque(context).takeUnretainedValue()
        output.bytes.append(contentsOf: UnsafeBufferPointer(start: buffer, count: size))
        return 1
      }, Unmanaged.passUnretained(output).toOpaque())
    try YAMLWriter(emitter: emitter).writeDocument(value)
    return withExtendedLifetime(output) { Bytes(output.bytes) }
  }

  private final class Output {
    var bytes: [UInt8] = []
  }

  private func writeDocument(_ value: Value) throws(ValueError) {
    try emit { yaml_stream_start_event_initialize(&$0, YAML_UTF8_ENCODING) }
    try emit { yaml_document_start_event_initialize(&$0, nil, nil, nil, 1) }
    try write(value, depth: 0)
    try emit { yaml_document_end_event_initialize(&$0, 1) }
    // go-yaml never writes `...` after a text that ends in newlines.
    emitter.pointee.open_ended = 0
    try emit { yaml_stream_end_event_initialize(&$0) }
  }

  private func emit(_ initialize: (inout yaml_event_t) -> Int32) throws(ValueError) {
    var event = yaml_event_t()
    guard initialize(&event) == 1 else { throw ValueError("yaml: no memory for the writer") }
    guard yaml_emitter_emit(emitter, &event) == 1 else {
      let problem = emitter.pointee.problem.map { String(cString: $0) }
      throw ValueError("yaml: \(problem ?? "unknown problem generating YAML content")")
    }
  }

  private func write(_ value: Value, depth: Int) throws(ValueError) {
    guard depth < YAMLWriter.depthLimit else {
      throw ValueError("yaml: nested deeper than the limit of \(YAMLWriter.depthLimit)")
    }
    switch value {
    case .absent, .null: try writePlain("null")
    case .bool(let flag): try writePlain(flag ? "true" : "false")
    case .int(let number, _): try writePlain(String(number))
    case .uint(let number, _): try writePlain(String(number))
    case .float(let number, let width): try writePlain(text(of: number, width))
    case .bytes(let text): try write(text)
    case .list(let list):
      try emit {
        yaml_sequence_start_event_initialize(&$0, nil, nil, 1, YAML_BLOCK_SEQUENCE_STYLE)
      }
      for element in list.elements { try write(element, depth: depth + 1) }
      try emit { yaml_sequence_end_event_initialize(&$0) }
    case .map(let map): try writeMap(YAMLKeyOrder.sorted(map), depth)
    case .record(let record), .recordPointer(let record):
      let names = record.shape.fields.map { Value.string($0.name.string.lowercased()) }
      try writeMap(Array(zip(names, record.fields)), depth)
    case .pointer(let pointer): try write(pointer.target ?? .null, depth: depth + 1)
    case .function(let function): throw unsupported(function.typeText)
    case .object(let object): throw unsupported(object.type.name)
    }
  }

  private func writeMap(_ members: [(Value, Value)], _ depth: Int) throws(ValueError) {
    try emit { yaml_mapping_start_event_initialize(&$0, nil, nil, 1, YAML_BLOCK_MAPPING_STYLE) }
    for (key, value) in members {
      try write(key, depth: depth + 1)
      try write(value, depth: depth + 1)
    }
    try emit { yaml_mapping_end_event_initialize(&$0) }
  }

  private func write(_ text: Bytes) throws(ValueError) {
    guard UTF8Rule.firstInvalid(in: text.storage) == nil else {
      let lines = base64Lines(text)
      return try emitScalar(
        lines, style: lines.contains(0x0A) ? YAML_LITERAL_SCALAR_STYLE : YAML_PLAIN_SCALAR_STYLE,
        tag: "tag:yaml.org,2002:binary")
    }
    if text.storage.contains(0x0A) {
      return try emitScalar(text.storage, style: YAML_LITERAL_SCALAR_STYLE)
    }
    try emitScalar(
      text.storage,
      style: YAMLQuoting.isPlain(text)
        ? YAML_PLAIN_SCALAR_STYLE : YAML_DOUBLE_QUOTED_SCALAR_STYLE)
  }

  private func base64Lines(_ text: Bytes) -> [UInt8] {
    let digits = Base64.encode(text.storage)
    guard digits.count >= 70 else { return digits }
    var lines: [UInt8] = []
    for start in stride(from: 0, to: digits.count, by: 70) {
      lines += digits[start..<min(start + 70, digits.count)] + [0x0A]
    }
    return lines
  }

  private func writePlain(_ text: String) throws(ValueError) {
    try emitScalar(Array(text.utf8), style: YAML_PLAIN_SCALAR_STYLE)
  }

  private func emitScalar(
    _ text: [UInt8], style: yaml_scalar_style_t, tag: String? = nil
  ) throws(ValueError) {
    guard text.count <= Int(Int32.max) else { throw ValueError("yaml: a text is too long") }
    // libyaml wants a pointer even for no bytes.
    let terminated = text + [0]
    let tagBytes: [UInt8] = tag.map { Array($0.utf8) + [0] } ?? []
    let isImplicit: Int32 = tag == nil ? 1 : 0
    try emit { event in
      tagBytes.withUnsafeBufferPointer { tag in
        yaml_scalar_event_initialize(
          &event, nil, tag.isEmpty ? nil : tag.baseAddress, terminated, Int32(text.count),
          isImplicit, isImplicit, style)
      }
    }
  }

  private func text(of number: Double, _ width: FloatWidth) -> String {
    if number.isNaN { return ".nan" }
    if number.isInfinite { return number < 0 ? "-.inf" : ".inf" }
    let decimal = width == .float32 ? ShortestDecimal(Float(number)) : ShortestDecimal(number)
    return String(decoding: decimal.general(), as: UTF8.self)
  }

  private func unsupported(_ type: String) -> ValueError {
    ValueError("yaml: cannot marshal type: \(type)")
  }
}
