/// What a configuration of HAProxy lacks for changes that nobody notices. HAProxy runs without it,
/// so that it is advice and nothing more.
package struct HAProxyAdvice: Sendable, Equatable {
  /// A stable word for programs.
  package let code: String
  /// What is missing, and what that means.
  package let message: String
  /// What to write.
  package let hint: String
  /// The line of the section which lacks it, from 1.
  package let line: Int

  /// The advice for a text, in the order of the text. It may be a template's, with blanks in place
  /// of the actions: only the first words of lines are looked at, and what an action writes is not
  /// known. `usesRuntime` says whether servers are to be changed at run time and the configuration
  /// has to say where.
  package static func of(_ text: String, usesRuntime: Bool = true) -> [HAProxyAdvice] {
    var reader = Reader()
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      reader.read(line, number: index + 1)
    }
    var advice: [HAProxyAdvice] = []
    func advise(
      _ line: Int?, without keyword: String, _ code: String, _ message: String, hint: String
    ) {
      guard let line, !reader.has.contains(keyword) else { return }
      advice.append(
        HAProxyAdvice(code: "haproxy-\(code)", message: message, hint: hint, line: line))
    }
    advise(
      reader.global, without: "hard-stop-after", "hard-stop",
      "`global` has no `hard-stop-after`: a worker that a reload replaces lives as long as its "
        + "last connection",
      hint: "write `hard-stop-after 15m`, or what the longest requests take")
    advise(
      reader.global, without: "mworker-max-reloads", "max-reloads",
      "`global` has no `mworker-max-reloads`: before HAProxy 3.3 no number of reloads ends an old "
        + "worker",
      hint: "write `mworker-max-reloads 50`")
    advise(
      usesRuntime ? reader.global : nil, without: "socket", "runtime-socket",
      "`global` has no `stats socket` with `level admin`: every change is a reload",
      hint: "write `stats socket /run/haproxy/admin.sock mode 600 level admin`")
    advise(
      reader.http, without: "idle-close-on-response", "idle-close",
      "`option idle-close-on-response` is missing: a reload cuts the idle connections of clients, "
        + "some of which are just sending a request",
      hint: "write `option idle-close-on-response` in `defaults`")
    advise(
      reader.checked, without: "load-server-state-from-file", "server-state",
      "health checks begin anew at a reload: until then servers that are down get requests",
      hint: "write `load-server-state-from-file global` in `defaults` and "
        + "`server-state-file PATH` in `global`; trimtab writes the file")
    return advice
  }

  /// What was met, and where.
  private struct Reader {
    var global: Int?
    var http: Int?
    var checked: Int?
    private var section: (kind: Substring, line: Int) = ("", 1)
    private(set) var has: Set<String> = []

    mutating func read(_ line: Substring, number: Int) {
      let words = line.prefix { $0 != "#" }.split(whereSeparator: \.isWhitespace)
      guard let first = words.first else { return }
      switch first {
      case "global", "defaults", "frontend", "backend", "listen":
        section = (first, number)
        if first == "global", global == nil { global = number }
      case "hard-stop-after", "mworker-max-reloads", "load-server-state-from-file":
        has.insert(String(first))
      case "option" where words.dropFirst().first == "idle-close-on-response":
        has.insert("idle-close-on-response")
      case "mode" where words.dropFirst().first == "http" && section.kind != "backend":
        if http == nil { http = section.line }
      case "stats" where words.dropFirst().first == "socket" && words.contains("admin"):
        has.insert("socket")
      case "server", "server-template", "default-server":
        if words.contains("check"), checked == nil { checked = section.line }
      default: break
      }
    }
  }
}
