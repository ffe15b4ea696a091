import AgentConfiguration
import AgentCore
import Diagnostics
import SystemSupport

/// `trimtab consul-template`, or a program of that name: its command line over our engine.
struct ConsulTemplateCommand {
  private let world: Surroundings
  private let messages: Messages

  /// The command in a world.
  init(_ world: Surroundings) {
    self.world = world
    messages = Messages(world, choice: nil)
  }

  /// Does what the arguments say and gives the exit status.
  func run(_ arguments: [String]) -> Int32 {
    let invocation: ConsulTemplateInvocation
    do throws(UsageError) {
      invocation = try ConsulTemplateInvocation(arguments, environment: world.environment)
    } catch {
      messages.show([Diagnostic(code: "usage", error.message, hint: error.hint)])
      return ConsulTemplateStatus.usage
    }
    if invocation.isOn(.help) {
      world.standardOutput.write(ConsulTemplateHelp.text)
      return ConsulTemplateStatus.success
    }
    let wrong = invocation.request.wrongArguments
    guard wrong.isEmpty else {
      messages.show(wrong)
      return ConsulTemplateStatus.usage
    }
    // The original reads everything before it says its version.
    if invocation.isOn(.version), !invocation.isOn(.strict) { return printVersion() }
    let source = ConsulTemplateSource(invocation, world)
    let reading = source.read()
    messages.show(reading.diagnostics)
    guard let state = reading.state else { return ConsulTemplateStatus.configuration }
    let log = ConsulTemplateLog()
    do throws(SystemError) {
      try log.adopt(state.settings, isStrict: invocation.isOn(.strict)) { warning in
        messages.show([Diagnostic(.warning, code: "system", warning)])
      }
      try ProcessStart.prepareForWork()
    } catch {
      messages.show([Diagnostic(code: "system", "\(error)")])
      return ConsulTemplateStatus.configuration
    }
    if invocation.isOn(.version) { return printVersion() }
    let control = LogControl(
      state.configuration.log, to: world.standardError, textLine: { log.line($0) })
    return withProcessID(at: state.settings.pidFile) { processID in
      if invocation.isOn(.parseOnly) || state.settings.isParseOnly {
        let pass = ConsulTemplatePass(world: world, messages: messages, log: control.log)
        return invocation.isOn(.strict) ? pass.render(state) : pass.judge(state)
      }
      let run = ConsulTemplateRun(
        source: source, world: world, messages: messages, control: control, places: log,
        processID: processID)
      return run.run(state)
    }
  }

  private func printVersion() -> Int32 {
    world.standardOutput.line(ConsulTemplateHelp.version)
    return ConsulTemplateStatus.success
  }

  /// Works while a file holds our process id, if one is wanted.
  private func withProcessID(at path: String?, _ work: (ProcessIDFile) -> Int32) -> Int32 {
    let file = ProcessIDFile()
    do throws(SystemError) {
      try file.move(to: path)
    } catch {
      messages.show([Diagnostic(code: "pid-file", "\(error)")])
      return ConsulTemplateStatus.failure
    }
    defer { try? file.move(to: nil) }
    return work(file)
  }
}
