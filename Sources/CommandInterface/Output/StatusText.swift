import DataFormats
import Values

/// What `trimtab status` shows to people, at most 80 columns wide.
enum StatusText {
  private static let width = 80

  /// The text of an agent's answer.
  static func text(_ root: JSONCursor) -> String {
    let uptime = root["uptime_seconds"]?.int64 ?? 0
    var lines = [
      "trimtab \(root["trimtab"]?.string ?? "?"), process \(root["pid"]?.int64 ?? 0), "
        + "up \(age(uptime)), \(root["ready"]?.bool == true ? "ready" : "not ready")"
    ]
    lines += registries(root["registries"])
    lines += ["", row(["TEMPLATE", "STATE", "RENDERED", "COMMITTED", "APPLIED"])]
    for resource in root["resources"]?.elements.map({ $0 }) ?? [] {
      lines += self.lines(of: resource)
    }
    lines += balancers(root["balancers"])
    return lines.joined(separator: "\n") + "\n"
  }

  private static func registries(_ list: JSONCursor?) -> [String] {
    var lines: [String] = []
    for registry in list?.elements.map({ $0 }) ?? [] {
      if lines.isEmpty { lines = ["", registryRow(["REGISTRY", "STATE", "QUERIES", "STALE"])] }
      let isReachable = registry["reachable"]?.bool == true
      lines.append(
        registryRow([
          registry["name"]?.string ?? "", isReachable ? "ok" : "failing",
          "\(registry["queries"]?.int64 ?? 0)", "\(registry["stale"]?.int64 ?? 0)",
        ]))
      if let shared = registry["shared"]?.int64, shared > 0 {
        lines += indented("\(shared) answered from what another agent shares")
      }
      if let error = registry["error"]?.string {
        let since = age(registry["error_seconds"]?.int64 ?? 0)
        lines += indented("for \(since): \(error)")
      }
    }
    return lines
  }

  /// Those with old workers: of the others there is nothing to say.
  private static func balancers(_ list: JSONCursor?) -> [String] {
    var lines: [String] = []
    for balancer in list?.elements.map({ $0 }) ?? [] {
      guard let count = balancer["old_workers"]?.int64, count > 0 else { continue }
      let oldest = balancer["oldest_seconds"]?.int64.map { ", the oldest started \(age($0)) ago" }
      lines.append(
        "\(count) old worker\(count == 1 ? "" : "s") of "
          + "\(oneLine(balancer["configuration"]?.string ?? "?"))\(oldest ?? "")")
    }
    return lines.isEmpty ? [] : [""] + lines
  }

  private static func lines(of resource: JSONCursor) -> [String] {
    var lines = [
      row(
        [resource["name"]?.string ?? "", resource["state"]?.string ?? ""]
          + ["rendered", "committed", "applied"].map { key in
            clock(resource.member(.init(key))?.string)
          })
    ]
    if let name = resource["name"]?.string, let path = resource["destination"]?.string,
      name != path
    {
      lines += indented(path)
    }
    if let trouble = resource["trouble"]?.string { lines += indented(trouble) }
    if let refused = resource["refused"], let digest = refused["digest"]?.string {
      let time = refused["time"]?.string.map { " at \(clock($0))" }
      lines += indented("not tried again: version \(digest), refused\(time ?? "")")
    }
    if resource["pending"]?.bool == true { lines += indented("installed, but not applied yet") }
    if let retry = resource["retry_milliseconds"]?.int64 {
      lines += indented("next try in \(age((retry + 999) / 1000))")
    }
    for held in resource["held"]?.elements.map({ $0 }) ?? [] {
      let age = age(held["seconds"]?.int64 ?? 0)
      let rest = held["remaining_seconds"]?.int64.map { "believed in \(self.age($0))" }
      lines += indented(
        "held for \(age): \(held["query"]?.string ?? ""): \(held["reason"]?.string ?? ""); "
          + (rest ?? "waits for a second read"))
    }
    return lines
  }

  private static func registryRow(_ cells: [String]) -> String {
    padded(cells[0], 32) + " " + padded(cells[1], 10) + " " + padded(cells[2], 10) + " " + cells[3]
  }

  private static func row(_ cells: [String]) -> String {
    let name = padded(cells[0], 36)
    let times = cells[2...].map { padded($0, 10) }.joined(separator: " ")
    return trimmed("\(name) \(padded(cells[1], 8)) \(times)")
  }

  /// Cut at the front: the ends of paths tell them apart.
  private static func padded(_ text: String, _ width: Int) -> String {
    let text = oneLine(text)
    guard text.count <= width else { return "..." + text.suffix(width - 3) }
    return text + String(repeating: " ", count: width - text.count)
  }

  private static func trimmed(_ text: String) -> String {
    var text = Substring(text)
    while text.last == " " { text.removeLast() }
    return String(text)
  }

  /// Lines of at most 80 columns, the later ones deeper.
  private static func indented(_ text: String) -> [String] {
    var lines: [String] = []
    for part in text.split(separator: "\n").prefix(12) {
      var rest = Substring(oneLine(String(part)))
      while !rest.isEmpty {
        let room = width - 4
        var line = rest.prefix(room)
        if line.count < rest.count, let space = line.lastIndex(of: " ") { line = rest[..<space] }
        lines.append("    " + line)
        rest = rest[line.endIndex...].drop { $0 == " " }
      }
    }
    return lines
  }

  /// Control characters of the world must not reach a terminal.
  private static func oneLine(_ text: String) -> String {
    String(
      String.UnicodeScalarView(
        text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : $0 }))
  }

  /// `03:04:05` of `2026-01-02T03:04:05.678Z`.
  private static func clock(_ text: String?) -> String {
    guard let text, text.count >= 19 else { return "-" }
    return String(text.dropFirst(11).prefix(8))
  }

  private static func age(_ seconds: Int64) -> String {
    switch seconds {
    case ..<120: "\(seconds)s"
    case ..<7200: "\(seconds / 60)m"
    case ..<172_800: "\(seconds / 3600)h"
    default: "\(seconds / 86400)d"
    }
  }
}
