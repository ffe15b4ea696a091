import AgentConfiguration
import AgentCore
import DataFormats
import Diagnostics
import SystemSupport

/// `trimtab status` and `trimtab approve`: talk to the running agent over its socket.
enum ControlCommand {
  static func status(
    _ invocation: Invocation, in world: Surroundings
  ) throws(UsageError) -> ExitStatus {
    let request = #"{"version":1,"command":"status"}"# + "\n"
    return try ask(invocation, request, in: world) { root, bytes, _ in
      if invocation.isOn(.json) {
        world.standardOutput.write(bytes)
      } else {
        world.standardOutput.write(StatusText.text(root))
      }
      return .success
    }
  }

  static func approve(
    _ invocation: Invocation, in world: Surroundings
  ) throws(UsageError) -> ExitStatus {
    let name = invocation.operands.first
    guard (name != nil) != invocation.isOn(.all) else {
      throw UsageError(
        "expected the name of one template, or `--all`",
        hint: "`trimtab status` lists what is held")
    }
    var request: [UInt8] = Array(#"{"version":1,"command":"approve""#.utf8)
    if let name {
      request += Array(#","resource":"#.utf8)
      JSONText.append(Array(name.utf8), to: &request)
    }
    let text = String(decoding: request, as: UTF8.self) + "}\n"
    return try ask(invocation, text, in: world) { root, _, messages in
      let released = root["approved"]?.elements.compactMap(\.string) ?? []
      for line in released { world.standardOutput.line("approved \(line)") }
      if released.isEmpty {
        messages.show([Diagnostic(.note, code: "approve", "the guard holds nothing back there")])
      }
      return released.isEmpty ? .differs : .success
    }
  }

  private static func ask(
    _ invocation: Invocation, _ text: String, in world: Surroundings,
    then use: (JSONCursor, [UInt8], Messages) -> ExitStatus
  ) throws(UsageError) -> ExitStatus {
    let messages = Messages(world, choice: nil)
    let configured = Invocation(invocation.command, occurrences: invocation.occurrences)
    let request = try ConfigurationFlags.request(configured, environment: world.environment)
    let reading = request.read()
    guard let configuration = reading.configuration else {
      messages.show(reading.diagnostics)
      return .invalid
    }
    let path = ControlServer.path(
      socket: configuration.control.socket, stateDirectory: configuration.stateDirectory)
    do throws(SystemError) {
      try ProcessStart.prepareForWork()
    } catch {
      messages.show([Diagnostic(code: "system", "\(error)")])
      return .cannotStart
    }
    let answer = Blocking.wait { () -> Result<[UInt8], ControlClient.Failure> in
      do throws(ControlClient.Failure) {
        return .success(try await ControlClient.ask(text, at: path))
      } catch {
        return .failure(error)
      }
    }
    let bytes: [UInt8]
    switch answer {
    case .success(let answer): bytes = answer
    case .failure(let error):
      messages.show([
        Diagnostic(
          code: "not-running", "no agent answers: \(error.message)",
          hint: "is `trimtab run` running, with the same `[control]` and `state_dir`?")
      ])
      return .notRunning
    }
    guard let root = (try? JSONTape(bytes))?.root, root["version"]?.int64 != nil else {
      messages.show([Diagnostic(code: "not-running", "`\(path)` gives no answer of an agent")])
      return .notRunning
    }
    if let refusal = root["error"]?.string {
      messages.show([Diagnostic(code: "refused", refusal)])
      return .invalid
    }
    return use(root, bytes, messages)
  }
}
