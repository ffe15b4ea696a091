/// The argument of `--template`: `IN[:OUT[:RELOAD]]`, where `\:` is a colon of a path.
enum TemplateArgument {
  /// The parts; the reload command is the rest as it stands.
  static func parts(
    _ text: String
  ) throws(UsageError) -> (source: String, destination: String?, reload: String?) {
    var parts: [String] = [""]
    var rest = text[...]
    while let character = rest.popFirst() {
      if character == "\\", rest.first == ":" {
        parts[parts.count - 1].append(":")
        rest.removeFirst()
      } else if character == ":" {
        parts.append("")
        if parts.count == 3 {
          parts[2] = String(rest)
          break
        }
      } else {
        parts[parts.count - 1].append(character)
      }
    }
    guard !parts[0].isEmpty, parts.count == 1 || !parts[1].isEmpty else {
      throw UsageError("expected `IN:OUT[:RELOAD]` for `--template`, found `\(text)`")
    }
    let reload = parts.count > 2 && !parts[2].isEmpty ? parts[2] : nil
    return (parts[0], parts.count > 1 ? parts[1] : nil, reload)
  }
}
