import Diagnostics
import SystemSupport
import TemplateLanguage
import Values

/// An expression of `sockaddr`: a pipeline on the addresses of the machine's interfaces, in the
/// template language with functions of its own.
struct AddressExpression {
  private let templates: TemplateSet

  /// Reads an expression, the words of which stand between blanks.
  init(_ words: [Bytes]) throws(ValueError) {
    let text = words.map(\.string).joined(separator: " ")
    var templates = TemplateSet(
      options: TemplateOptions(functions: AddressFunctions.table, limits: AddressExpression.limits))
    do throws(TemplateError) {
      try templates.add(Source(name: "sockaddr", text: "{{ \(text) }}"), name: "sockaddr")
    } catch {
      throw ValueError("sockaddr: \(error.goText)")
    }
    self.templates = templates
  }

  /// What the expression writes, asked of a network.
  func text(on network: any NetworkProvider) throws(ValueError) -> Bytes {
    let context = try AddressContext(network)
    let output = OutputBuffer(limit: AddressExpression.limits.outputBytes)
    do throws(TemplateError) {
      try templates.execute(
        "sockaddr", data: AddressFunctions.list(context.all), context: context, output: output)
    } catch {
      throw ValueError("sockaddr: \(error.goText)")
    }
    return Bytes(output.bytes())
  }

  private static let limits = EvaluationLimits(
    steps: 1_000_000, templateDepth: 100, nestedExecutions: 10, outputBytes: 1 << 20,
    parseNesting: 100)
}

/// The addresses that an expression works on.
final class AddressContext: EvaluationContext {
  /// Those of all interfaces.
  let all: [InterfaceValue]

  init(_ network: any NetworkProvider) throws(ValueError) {
    do throws(SystemError) {
      let standard = try network.defaultInterface()
      all = try network.interfaceAddresses().map { address in
        InterfaceValue(address, isDefault: address.name == standard)
      }
    } catch {
      throw ValueError("sockaddr: \(error.description)")
    }
    super.init()
  }
}
