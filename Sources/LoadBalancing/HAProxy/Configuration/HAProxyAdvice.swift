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
    return [
      reader.global.flatMap { reader.stopAdvice($0) },
      reader.global.flatMap { reader.workersAdvice($0) },
      reader.global.flatMap { usesRuntime ? reader.socketAdvice($0) : nil },
      reader.http.flatMap { reader.idleAdvice($0) },
      reader.checked.flatMap { reader.stateAdvice($0) },
    ].compactMap { $0 }
  }

  /// What was met, and where.
  private struct Reader {
    var global: Int?
    var http: Int?
    var checked: Int?
    private var section: (kind: Substring, line: Int) = ("", 1)
    private var has: Set<String> = []

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

    func stopAdvice(_ line: Int) -> HAProxyAdvice? {
      guard !has.contains("hard-stop-after") else { return nil }
      return HAProxyAdvice(
        code: "haproxy-hard-stop",
        message: "`global` has no `hard-stop-after`: a worker that a reload replaces lives as long "
          + "as its last connection",
        hint: "write `hard-stop-after 15m`, or what the longest requests take", line: line)
    }

    func workersAdvice(_ line: Int) -> HAProxyAdvice? {
      guard !has.contains("mworker-max-reloads") else { return nil }
      return HAProxyAdvice(
        code: "haproxy-max-reloads",
        message: "`global` has no `mworker-max-reloads`: before HAProxy 3.3 no number of reloads "
          + "ends an old worker",
        hint: "write `mworker-max-reloads 50`", line: line)
    }

    func socketAdvice(_ line: Int) -> HAProxyAdvice? {
      guard !has.contains("socket") else { return nil }
      return HAProxyAdvice(
        code: "haproxy-runtime-socket",
        message: "`global` has no `stats socket` with `level admin`: every change is a reload",
        hint: "write `stats socket /run/haproxy/admin.sock mode 600 level admin`", line: line)
    }

    func idleAdvice(_ line: Int) -> HAProxyAdvice? {
      guard !has.contains("idle-close-on-response") else { return nil }
      return HAProxyAdvice(
        code: "haproxy-idle-close",
        message: "`option idle-close-on-response` is missing: a reload cuts the idle connections "
          + "of clients, some of which are just sending a request",
        hint: "write `option idle-close-on-response` in `defaults`", line: line)
    }

    func stateAdvice(_ line: Int) -> HAProxyAdvice? {
      guard !has.contains("load-server-state-from-file") else { return nil }
      return HAProxyAdvice(
        code: "haproxy-server-state",
        message: "health checks begin anew at a reload: until then servers that are down get "
          + "requests",
        hint: "write `load-server-state-from-file global` in `defaults` and "
          + "`server-state-file PATH` in `global`; trimtab writes the file", line: line)
    }
  }
}
