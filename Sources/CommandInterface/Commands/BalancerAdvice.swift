import AgentConfiguration
import AgentCore
import Diagnostics
import LoadBalancing
import Rendering

/// What the text of a template for HAProxy lacks for changes that nobody notices, as notes.
enum BalancerAdvice {
  /// The notes about a resource; none where it is not the main file of a HAProxy.
  static func notes(on resource: ManagedResource) -> [Diagnostic] {
    guard case .haproxy(let settings) = resource.apply.unspaced,
      settings.configuration == resource.settings.destination?.path
    else { return [] }
    let source = resource.template.source
    let delimiters = resource.settings.delimiters
    let text = blanked(source.text, delimiters.left, delimiters.right)
    let needsSocket = settings.usesRuntime && settings.runtimeSockets.isEmpty
    return HAProxyAdvice.of(text, usesRuntime: needsSocket).map { advice in
      Diagnostic(
        .note, code: advice.code, advice.message, source: source,
        span: span(ofLine: advice.line, in: source), hint: advice.hint)
    }
  }

  private static func span(ofLine number: Int, in source: Source) -> Span {
    let range = source.range(ofLine: number)
    let indent = source.text[range].prefix { $0 == 0x20 || $0 == 0x09 }.count
    return Span(range.lowerBound + indent, range.upperBound)
  }

  /// The text with a blank in place of each action, and as many lines as before.
  private static func blanked(_ text: [UInt8], _ left: String, _ right: String) -> String {
    let (left, right) = (Array(left.utf8), Array(right.utf8))
    var result: [UInt8] = []
    var rest = text[...]
    while let first = rest.first {
      guard rest.starts(with: left) else {
        result.append(first)
        rest = rest.dropFirst()
        continue
      }
      result.append(0x20)
      rest = rest.dropFirst(left.count)
      while let byte = rest.first, !rest.starts(with: right) {
        if byte == 0x0A { result.append(byte) }
        rest = rest.dropFirst()
      }
      rest = rest.dropFirst(right.count)
    }
    return String(decoding: result, as: UTF8.self)
  }
}
