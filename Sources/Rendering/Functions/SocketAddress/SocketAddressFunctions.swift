import TemplateLanguage
import Values

/// `sockaddr EXPRESSION`: this machine's addresses, by expressions as HashiCorp's tools have them.
/// They can change without any change of a registry's data, and so the template is volatile.
enum SocketAddressFunctions {
  static let all: [TemplateFunction] = [
    TemplateFunction("sockaddr", [.string], variadic: true) {
      arguments, context throws(ValueError) in
      let expression = try AddressExpression(try arguments.strings(from: 0))
      let context = try context.rendering(for: "sockaddr")
      context.note(volatile: "sockaddr")
      return .bytes(try expression.text(on: context.surroundings.network))
    }
  ]
}
