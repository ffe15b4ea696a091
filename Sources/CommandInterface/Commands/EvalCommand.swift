import AgentConfiguration
import DataFormats
import Diagnostics
import Rendering
import SystemSupport
import TemplateLanguage
import Values

/// `trimtab eval`: a template on JSON data, without registries.
enum EvalCommand {
  static func run(
    _ invocation: Invocation, in world: Surroundings
  ) throws(UsageError) -> ExitStatus {
    var surroundings = RenderContext.Surroundings(
      environment: Dictionary(
        world.environment.map { (Bytes($0.key), Bytes($0.value)) }, uniquingKeysWith: { $1 }),
      files: LocalFiles(), nanosecondsSince1970: WallClock.nanosecondsSince1970)
    surroundings.network = LocalNetwork()
    let evaluator = Evaluator(surroundings: surroundings)
    if invocation.isOn(.jsonLines) {
      for name in [Flag.Name.templateFile, .templateText, .data]
      where invocation.value(name) != nil {
        let title = FlagTable.flag(name)?.title ?? ""
        throw UsageError("`--jsonl` reads everything from standard input, not from `\(title)`")
      }
      return answerLines(evaluator, world)
    }
    try requireSources(invocation)
    let messages = Messages(world, choice: invocation.value(.colour, or: world.environment))
    do throws(DiagnosticError) {
      let request = try request(invocation, world)
      return try evaluate(request, evaluator, world, messages)
    } catch {
      messages.show(error.diagnostics)
      return .invalid
    }
  }

  private static func evaluate(
    _ request: EvaluationRequest, _ evaluator: Evaluator, _ world: Surroundings,
    _ messages: Messages
  ) throws(DiagnosticError) -> ExitStatus {
    let result: Evaluator.Result
    do throws(TemplateError) {
      result = try evaluator.evaluate(request)
    } catch {
      throw DiagnosticError(error.diagnostics)
    }
    guard result.missing.isEmpty else {
      messages.show(
        result.missing.map { Diagnostic(code: "missing", "\($0)") })
      return .dataMissing
    }
    world.standardOutput.write(result.output)
    return .success
  }

  /// One answer for each line; an error in a request never stops it.
  private static func answerLines(_ evaluator: Evaluator, _ world: Surroundings) -> ExitStatus {
    var lines = LineReader(world.standardInput)
    do throws(SystemError) {
      while let line = try lines.next(), !world.standardOutput.isClosed {
        switch line {
        case .text(let text):
          let isBlank = text.allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
          if !isBlank { world.standardOutput.write(answer(to: text, evaluator)) }
        case .tooLong:
          let message = "a line is longer than \(LineReader.limit) bytes"
          world.standardOutput.write(EvaluationAnswer.refusal(id: Array("null".utf8), message))
        }
      }
    } catch {
      Messages(world, choice: nil).show([Diagnostic(code: "input", "\(error)")])
      return .invalid
    }
    return .success
  }

  private static func answer(to line: [UInt8], _ evaluator: Evaluator) -> [UInt8] {
    var id = Array("null".utf8)
    do throws(JSONError) {
      let cursor = try JSONTape(line).root
      if cursor.kind == .object, let given = cursor["id"] { id = given.text.storage }
      return answer(to: cursor, id: id, evaluator)
    } catch {
      return EvaluationAnswer.refusal(id: id, "\(error)")
    }
  }

  private static func answer(
    to cursor: JSONCursor, id: [UInt8], _ evaluator: Evaluator
  ) -> [UInt8] {
    let request: EvaluationRequest
    do throws(EvaluationRequest.Refusal) {
      request = try EvaluationRequest(cursor)
    } catch {
      return EvaluationAnswer.refusal(id: id, error.message)
    }
    do throws(TemplateError) {
      return EvaluationAnswer.success(id: id, output: try evaluator.evaluate(request).output)
    } catch {
      return EvaluationAnswer.failure(id: id, error)
    }
  }
}
