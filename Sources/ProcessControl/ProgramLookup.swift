import SystemSupport

#if canImport(Glibc)
  import Glibc
#endif

/// Finds the file of a program as a shell does, and says clearly why it cannot be run.
enum ProgramLookup {
  /// The path to execute. A name without a slash is looked for in `path` (the child's PATH).
  static func find(
    _ program: String, path: String?, workingDirectory: String?
  ) throws(ProcessError) -> String {
    guard !program.isEmpty else {
      throw ProcessError(.notFound, "expected a program, found an empty name")
    }
    if program.utf8.contains(UInt8(ascii: "/")) {
      let seen = workingDirectory.map { FilePath.joined($0, program) } ?? program
      try check(seen, program)
      return program
    }
    let searched = path ?? "/usr/local/bin:/usr/bin:/bin"
    var refusal: ProcessError?
    for directory in searched.split(separator: ":") {
      let candidate = FilePath.joined(FilePath.absolute(String(directory)), program)
      do {
        try check(candidate, program)
        return candidate
      } catch {
        if error.code != .notFound { refusal = refusal ?? error }
      }
    }
    throw refusal
      ?? ProcessError(.notFound, "cannot find program `\(program)` in PATH `\(searched)`")
  }

  private static func check(_ path: String, _ program: String) throws(ProcessError) {
    let status: FileSystem.Status?
    do {
      status = try FileSystem.real.status(path)
    } catch {
      throw ProcessError(
        .notExecutable, "cannot run program `\(program)`: \(error)", underlying: error)
    }
    guard let status else {
      throw ProcessError(.notFound, "cannot find program `\(path)`")
    }
    guard status.kind == .file else {
      throw ProcessError(.notExecutable, "cannot run program `\(path)`: it is not a regular file")
    }
    guard access(path, X_OK) == 0 else {
      throw ProcessError(
        .notExecutable, "cannot run program `\(path)`: it is not executable for this user",
        underlying: SystemError(errno: EACCES, what: "run `\(path)`"))
    }
  }
}
