package import ProcessControl
import SystemSupport

/// Asks a command whether a candidate file may be installed, such as `haproxy -c -f {{.src}}`.
package struct Checker: Sendable {
  /// Says what is wrong with the bytes of a candidate; nil for nothing.
  package typealias Judge = @Sendable ([UInt8]) -> String?

  private indirect enum Way: Sendable {
    case command(ChildCommand)
    case text(Judge, what: String, then: Checker?)
    case nginx(NginxCheck)
  }

  private let way: Way

  /// A command in whose text `{{.src}}` stands for the candidate and `{{.dest}}` for the
  /// destination.
  package init(_ command: ChildCommand) { way = .command(command) }

  /// nginx, which sees the candidate in its place.
  package init(_ check: NginxCheck) { way = .nginx(check) }

  /// A look at the text itself, which is called `what`, and another check after it, which must not
  /// be one that judges files together.
  package init(_ judge: @escaping Judge, what: String, then next: Checker?) {
    way = .text(judge, what: what, then: next)
  }

  /// The command for logs, with its placeholders.
  package var summary: String {
    switch way {
    case .command(let command): "\(command.text)"
    case .text(_, let what, let next): next.map { "\(what), then \($0.summary)" } ?? what
    case .nginx(let check): check.summary
    }
  }

  /// Runs the command on a candidate. Status 0 accepts it, another status
  /// refuses it.
  package func check(candidate: String, destination: String) async -> CheckVerdict {
    switch way {
    case .nginx(let check):
      return await check.check(candidate: candidate, destination: destination)
    case .text(let judge, let what, let next):
      do throws(SystemError) {
        if let reason = judge(try FileSystem.real.read(candidate)) {
          return .refused(CheckError(.refused, "the file is not \(what): \(reason)"))
        }
      } catch {
        return .failed(CheckError(.cannotStart, error.description))
      }
      guard let next else { return .accepted(output: "") }
      return await next.check(candidate: candidate, destination: destination)
    case .command(let command):
      return await run(command, candidate: candidate, destination: destination)
    }
  }

  /// Whether it has to see all files of a group at once, for they are parts of one whole.
  package var judgesTogether: Bool {
    switch way {
    case .nginx: true
    case .command, .text: false
    }
  }

  /// Judges files of a group by their destinations; those that stay as they are need not be given.
  package func check(together files: [String: [UInt8]]) async -> CheckVerdict {
    guard case .nginx(let check) = way else {
      preconditionFailure("a command judges one file at a time")
    }
    return await check.check(together: files)
  }

  private func run(
    _ command: ChildCommand, candidate: String, destination: String
  ) async -> CheckVerdict {
    var command = command
    command.text = command.text.filled(source: candidate, destination: destination)
    do {
      let result = try await command.run()
      return verdict(of: command.text, result)
    } catch {
      return .failed(Checker.checkError(error))
    }
  }

  private func verdict(of text: CommandText, _ result: ProcessResult) -> CheckVerdict {
    let output = result.output.text
    let message = "check `\(text)` failed: \(result.ending)"
    switch (text, result.ending) {
    case (_, .exited(status: 0)): return .accepted(output: output)
    // The shell's own words for a program that is missing or not executable.
    case (.shell, .exited(status: 126)), (.shell, .exited(status: 127)):
      return .failed(CheckError(.cannotStart, message, output: output))
    case (_, .signalled): return .failed(CheckError(.killed, message, output: output))
    default: return .refused(CheckError(.refused, message, output: output))
    }
  }

  private static func checkError(_ error: ProcessError) -> CheckError {
    let code: CheckError.Code =
      switch error.code {
      case .timedOut: .timedOut
      case .cancelled: .cancelled
      case .notFound, .notExecutable, .cannotStart: .cannotStart
      }
    return CheckError(code, error.message, output: error.output.text)
  }
}

/// What a check says. Only an accepted candidate may be installed.
package enum CheckVerdict: Sendable, Equatable {
  /// The candidate is good; the command may have warned.
  case accepted(output: String)
  /// The candidate is bad, as long as it is the same.
  case refused(CheckError)
  /// Nobody knows: the command could not say. Worth asking again.
  case failed(CheckError)
}

/// Why a candidate was not accepted.
package struct CheckError: Error, Sendable, Equatable, CustomStringConvertible {
  /// Why.
  package enum Code: String, Sendable {
    /// The command ended with another status than 0.
    case refused
    /// The command took too long.
    case timedOut = "timed-out"
    /// The command could not be started.
    case cannotStart = "cannot-start"
    /// A signal ended the command, for example for lack of memory.
    case killed
    /// The task was cancelled.
    case cancelled
  }

  /// Why.
  package let code: Code
  /// What happened, lower case.
  package let message: String
  /// What the command wrote, the end of it.
  package let output: String

  /// A failure.
  package init(_ code: Code, _ message: String, output: String = "") {
    self.code = code
    self.message = message
    self.output = output
  }

  /// The message.
  package var description: String { message }
}
