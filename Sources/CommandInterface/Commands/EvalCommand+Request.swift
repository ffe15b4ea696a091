import DataFormats
import Diagnostics
import Rendering
import SystemSupport
import TemplateLanguage

extension EvalCommand {
  /// Refuses flags that name no template, or two.
  static func requireSources(_ invocation: Invocation) throws(UsageError) {
    let file = invocation.value(.templateFile)
    guard (file == nil) != (invocation.value(.templateText) == nil) else {
      throw UsageError(
        "expected a template: either `--template-file` or `--template`",
        hint: "see `trimtab help eval`")
    }
    guard file != "-" || invocation.value(.data) != "-" else {
      throw UsageError("standard input cannot be both the template and the data")
    }
  }

  /// The evaluation that flags describe, after `requireSources`.
  static func request(
    _ invocation: Invocation, _ world: Surroundings
  ) throws(DiagnosticError) -> EvaluationRequest {
    var request: EvaluationRequest
    switch (invocation.value(.templateFile), invocation.value(.templateText)) {
    case (let path?, nil):
      let name = path == "-" ? "standard input" : path
      request = EvaluationRequest(main: .init(name: name, text: try read(path, world)))
    case (_, let text):
      request = EvaluationRequest(
        main: .init(name: "--template", text: Array((text ?? "").utf8)))
    }
    if let path = invocation.value(.data) {
      let source = Source(
        name: path == "-" ? "standard input" : path, text: try read(path, world))
      do throws(JSONError) {
        request.data = try TypedJSON.value(source.text)
      } catch {
        throw DiagnosticError(error.diagnostic(in: source))
      }
    }
    if let word = invocation.value(.functions).flatMap(CompiledTemplate.Dialect.init) {
      request.dialect = word
    }
    if let word = invocation.value(.missingKey).flatMap(MissingKey.init) {
      request.missingKey = word
    }
    return request
  }

  private static func read(
    _ path: String, _ world: Surroundings
  ) throws(DiagnosticError) -> [UInt8] {
    do throws(SystemError) {
      return path == "-"
        ? try world.standardInput.readAll() : try FileSystem.real.read(path)
    } catch {
      throw DiagnosticError(Diagnostic(code: "unreadable", "\(error)"))
    }
  }
}
