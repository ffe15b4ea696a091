/// A configuration seen as backends with servers, and everything else.
package struct BalancerLayout: Sendable {
  /// One section: a backend, or lines that are only compared.
  package enum Part: Sendable {
    case backend(head: HAProxyConfiguration.Line, BackendSection)
    case other(head: HAProxyConfiguration.Line, lines: [HAProxyConfiguration.Line])

    /// The line that begins it.
    package var head: HAProxyConfiguration.Line {
      switch self {
      case .backend(let head, _), .other(let head, _): head
      }
    }

    /// The lines besides those of servers.
    package var lines: [HAProxyConfiguration.Line] {
      switch self {
      case .backend(_, let backend): backend.otherLines
      case .other(_, let lines): lines
      }
    }
  }

  /// The sections in the order of the text.
  package private(set) var parts: [Part] = []
  /// The first line of conditions, if there are any.
  package let firstCondition: Int?

  /// Resolves defaults.
  package init(_ configuration: HAProxyConfiguration) {
    firstCondition = configuration.firstCondition
    var named: [Word: ProxyDefaults] = [:]
    var latest = ProxyDefaults()
    for section in configuration.sections {
      switch section.kind {
      case "defaults":
        var defaults = BalancerLayout.origin(of: section).flatMap { named[$0] } ?? ProxyDefaults()
        defaults.read(section)
        if let name = section.name { named[name] = defaults }
        latest = defaults
        parts.append(
          .other(
            head: section.head, lines: section.lines.filter { $0.words[0] != "default-server" }))
      case "backend", "listen":
        let defaults = BalancerLayout.origin(of: section).flatMap { named[$0] } ?? latest
        parts.append(
          .backend(head: section.head, BackendSection(section, defaults: defaults)))
      default:
        parts.append(.other(head: section.head, lines: section.lines))
      }
    }
  }

  /// The backends.
  package var backends: [BackendSection] {
    parts.compactMap { if case .backend(_, let backend) = $0 { backend } else { nil } }
  }

  /// The same with the servers of another version of one backend; nil if they are the same, or
  /// there is no such backend.
  func taking(serversOf backend: BackendSection) -> BalancerLayout? {
    var result = self
    for (index, part) in parts.enumerated() {
      guard case .backend(let head, let mine) = part, mine.name == backend.name else { continue }
      if mine.servers.elementsEqual(backend.servers, by: { $0.isSame(as: $1) }) { return nil }
      result.parts[index] = .backend(head: head, mine.with(servers: backend.servers))
      return result
    }
    return nil
  }

  /// A name that two sections with servers have, which HAProxy refuses.
  var repeatedName: Word? {
    var names: Set<Word> = []
    return backends.first { !names.insert($0.name).inserted }?.name
  }

  /// Whether each line is the same and at the same place, between the same conditions.
  func isSame(as other: BalancerLayout) -> Bool {
    let (left, right) = (backends, other.backends)
    return LayoutComparison(old: self, new: other).reasons.isEmpty && left.count == right.count
      && zip(parts, other.parts).allSatisfy {
        $0.lines.elementsEqual($1.lines) { $0.number == $1.number }
      }
      && zip(left, right).allSatisfy {
        $0.servers.elementsEqual($1.servers) { $0.isSame(as: $1) && $0.number == $1.number }
      }
  }

  /// The name after `from`.
  private static func origin(of section: HAProxyConfiguration.Section) -> Word? {
    let words = section.head.words
    guard words.count == 4, words[2] == "from" else { return nil }
    return words[3]
  }
}
