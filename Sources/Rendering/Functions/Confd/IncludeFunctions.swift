import Diagnostics
import TemplateLanguage
import Values

/// `include FILE [DATA]`: the output of another file of the templates' directory, as a text.
enum IncludeFunctions {
  static let all: [TemplateFunction] = [
    TemplateFunction("include", [.string, .any], variadic: true, body: include)
  ]

  private static func include(
    _ arguments: [Value], _ context: EvaluationContext
  ) throws(ValueError) -> Value {
    guard arguments.count <= 2 else {
      throw ValueError("expected a file and at most one value, found \(arguments.count) arguments")
    }
    let context = try context.rendering(for: "include")
    guard let including = context.template else {
      throw ValueError("`include` works only in a rendering, not on plain data")
    }
    let name = try arguments.bytes(0)
    let own = SlashPath.directory(Bytes(including.source.name))
    let path = try path(
      of: name, in: context.surroundings.includeDirectory.map { Bytes($0) } ?? own)
    guard let text = context.templateFile(path) else { return .bytes("") }
    try context.includes.enter(path)
    defer { context.includes.leave() }
    let template = try context.includes.template(path, text: text, options: including.options)
    let output = OutputBuffer(limit: TextLimit.bytes)
    do throws(TemplateError) {
      try template.templates.execute(
        template.entry, data: arguments.count > 1 ? arguments[1] : .null, context: context,
        output: output)
    } catch {
      throw ValueError(error.description)
    }
    return .bytes(Bytes(output.bytes()))
  }

  /// The path of a file in the directory, which a slash at the beginning means too; others are
  /// refused.
  private static func path(
    of name: Bytes, in directory: Bytes
  ) throws(ValueError) -> String {
    let clean = SlashPath.clean(Bytes(copying: name.storage.drop { $0 == UInt8(ascii: "/") }))
    guard let text = String(validating: clean.storage, as: UTF8.self), !text.contains("\0"),
      !name.isEmpty
    else {
      throw ValueError("expected a file's name in UTF-8 without zero bytes")
    }
    guard clean != "..", !clean.hasPrefix("../") else {
      throw ValueError("`\(name.string)` is outside of the directory of the templates")
    }
    var path = directory
    path.append("/")
    path.append(text)
    return SlashPath.clean(path).string
  }
}
