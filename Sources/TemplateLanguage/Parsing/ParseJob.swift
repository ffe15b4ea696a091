internal import Diagnostics
internal import Values

/// What all the trees of one text share while it is parsed, and what comes out.
final class ParseJob {
  let source: Source
  let name: Bytes
  let options: TemplateOptions
  /// Go's builtins and the dialect's functions.
  let functions: FunctionTable
  let lexer: Lexer
  /// The trees so far, by name.
  var bodies: [Bytes: TemplateBody] = [:]
  /// The calls of functions, in the order of the text.
  var calls: [FunctionCallSite] = []
  /// The uses of templates, in the order of the text.
  var references: [TemplateReference] = []
  /// The unknown functions and variables of a text that is only looked at; nil where the first of
  /// them ends the parsing.
  var unknownNames: [Diagnostic]?
  /// How deeply control structures nest here.
  var nesting = 0
  /// Where parsing must go on on another stack.
  var stackLimit = DeepStack.limitOnForeignThread()
  /// Numbers for variables, template names and fields, unique within the set.
  var numbering: Numbering

  /// Numbers what the evaluator wants to find by position.
  struct Numbering: Sendable {
    /// The number of fields that have been given a cache.
    var fieldCount = 0
    /// The position of each template name.
    var templates: [Bytes: Int] = [:]
    /// The variables' names.
    var variables: [Bytes: Int32] = ["$": 0]

    mutating func template(_ name: Bytes) -> Int {
      if let known = templates[name] { return known }
      templates[name] = templates.count
      return templates.count - 1
    }

    mutating func variable(_ name: Bytes) -> Int32 {
      if let known = variables[name] { return known }
      variables[name] = Int32(variables.count)
      return Int32(variables.count - 1)
    }

    mutating func field(_ name: Bytes) -> FieldName {
      fieldCount += 1
      return FieldName(name: name, cache: fieldCount - 1)
    }
  }

  /// A job for a text; `numbering` continues that of the set.
  init(
    source: Source, name: Bytes, options: TemplateOptions, functions: FunctionTable,
    numbering: Numbering
  ) {
    self.source = source
    self.name = name
    self.options = options
    self.functions = functions
    self.numbering = numbering
    var keywords = Token.keywords
    if functions["break"] != nil { keywords["break"] = nil }
    if functions["continue"] != nil { keywords["continue"] = nil }
    lexer = Lexer(
      text: source.text, left: options.left, right: options.right, keywords: keywords)
  }

  /// Whether a function is Go's own and not replaced by the dialect's.
  func isBuiltin(_ name: String) -> Bool { options.functions[name] == nil }

  /// Whether templates may call a function of this name.
  func hasFunction(_ name: String) -> Bool {
    functions[name] != nil || LogicCall.names.contains(name)
  }
}
