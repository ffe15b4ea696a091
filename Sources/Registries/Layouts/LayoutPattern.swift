package import RegistryCore
package import Values

/// The form of the keys under which services are written: `/services/{service}/{id}`. Pure.
///
///     pattern = "/"? segment ("/" segment)*
///     segment = (text | "{" name "}")+      where text stands between two names
///
/// A name takes at least one byte and never a slash. Where a text between two names occurs several
/// times in a key, its last place counts: `{address}:{port}` reads `::1:80`.
package struct LayoutPattern: Sendable, Equatable {
  private enum Element: Sendable, Equatable {
    case text(Bytes)
    case name(String)
  }

  private let segments: [[Element]]
  /// The pattern as it was written, with a slash at its beginning.
  package let text: String

  /// Reads a pattern, which must have `{service}` and each name once.
  package init(_ text: String) throws(RegistryError) {
    let written = text.hasPrefix("/") ? text : "/" + text
    self.text = written
    var seen: Set<String> = []
    var segments: [[Element]] = []
    for part in written.dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
      let segment = try LayoutPattern.segment(part, of: written)
      guard !segment.isEmpty else { throw LayoutPattern.refusal(written, "has an empty part") }
      for case .name(let name) in segment where !seen.insert(name).inserted {
        throw LayoutPattern.refusal(written, "has `{\(name)}` twice")
      }
      segments.append(segment)
    }
    guard seen.contains("service") else {
      throw LayoutPattern.refusal(written, "has no `{service}`")
    }
    self.segments = segments
  }

  /// What all keys of this form begin with, up to a slash and without one at the beginning.
  package var prefix: String {
    var prefix = ""
    for segment in segments {
      guard segment.count == 1, case .text(let text) = segment[0] else { break }
      prefix += text.string + "/"
    }
    return prefix
  }

  /// What the names stand for in a key; nil if the key has another form.
  package func match(_ key: Bytes) -> [String: Bytes]? {
    let parts = key.storage.split(
      separator: LayoutPattern.slash, omittingEmptySubsequences: false)
    guard parts.count == segments.count else { return nil }
    var found: [String: Bytes] = [:]
    for (segment, part) in zip(segments, parts) {
      guard LayoutPattern.match(segment, part, &found) else { return nil }
    }
    return found
  }

  /// Goes from the end to the beginning, each text at its last place, so that it takes linear time.
  private static func match(
    _ segment: [Element], _ part: ArraySlice<UInt8>, _ found: inout [String: Bytes]
  ) -> Bool {
    var rest = part
    var waiting: String?
    for element in segment.reversed() {
      switch element {
      case .name(let name): waiting = name
      case .text(let text):
        guard let place = lastPlace(of: text.storage, in: rest, atEnd: waiting == nil) else {
          return false
        }
        if let name = waiting {
          let value = rest[(place + text.count)...]
          guard !value.isEmpty else { return false }
          found[name] = Bytes(Array(value))
          waiting = nil
        }
        rest = rest[..<place]
      }
    }
    guard let name = waiting else { return rest.isEmpty }
    found[name] = Bytes(Array(rest))
    return !rest.isEmpty
  }

  private static func lastPlace(
    of text: [UInt8], in rest: ArraySlice<UInt8>, atEnd: Bool
  ) -> Int? {
    guard rest.count >= text.count else { return nil }
    var place = rest.endIndex - text.count
    while place >= rest.startIndex {
      if rest[place..<(place + text.count)].elementsEqual(text) { return place }
      if atEnd { return nil }
      place -= 1
    }
    return nil
  }

  private static func segment(
    _ part: Substring, of pattern: String
  ) throws(RegistryError) -> [Element] {
    var elements: [Element] = []
    var rest = part
    while let first = rest.first {
      if first == "{" {
        guard let close = rest.firstIndex(of: "}") else {
          throw refusal(pattern, "has a `{` without a `}`")
        }
        let name = String(rest[rest.index(after: rest.startIndex)..<close])
        guard !name.isEmpty, name.utf8.allSatisfy(isNameByte) else {
          throw refusal(pattern, "has `{\(name)}`, which is no name of letters, digits and `_`")
        }
        if case .name(let other)? = elements.last {
          throw refusal(pattern, "has nothing between `{\(other)}` and `{\(name)}`")
        }
        elements.append(.name(name))
        rest = rest[rest.index(after: close)...]
      } else {
        let text = rest.prefix { $0 != "{" }
        guard !text.contains("}") else { throw refusal(pattern, "has a `}` without a `{`") }
        elements.append(.text(Bytes(String(text))))
        rest = rest[text.endIndex...]
      }
    }
    return elements
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
      true
    default: false
    }
  }

  private static let slash = UInt8(ascii: "/")

  private static func refusal(_ pattern: String, _ what: String) -> RegistryError {
    RegistryError(.unsupported, "the pattern `\(pattern)` of the services' keys \(what)")
  }
}
