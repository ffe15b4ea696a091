package import Diagnostics
package import TemplateLanguage

/// A template, compiled once and rendered any number of times, also side by side.
package struct CompiledTemplate: Sendable {
  /// How a template is read.
  package struct Options: Sendable, Equatable {
    /// The marks around actions; empty for Go's braces.
    package var leftDelimiter = ""
    package var rightDelimiter = ""
    /// What a missing key of a map does.
    package var missingKey = MissingKey.zero
    /// Which functions exist besides Go's.
    package var dialect = Dialect.consul
    /// Whether users choose the functions, so that messages may tell them to.
    package var offersDialects = false
    /// Patterns of the shell for functions that must not be called, such as `sprig_*`.
    package var denied: [String] = []

    /// consul-template's defaults.
    package init() {}
  }

  /// A set of functions.
  package enum Dialect: String, Sendable, CaseIterable {
    case consul, confd, none

    /// The functions besides Go's built-in ones.
    package var functions: FunctionTable {
      switch self {
      case .consul: FunctionLibrary.consul
      case .confd: FunctionLibrary.confd
      case .none: FunctionTable()
      }
    }

    /// What to do about a function that this set does not have and another one has; `choice` is how
    /// a set is chosen.
    package static func hint(
      for name: String, choice: (Dialect) -> String
    ) -> String? {
      let owner = [(consul, "consul-template"), (confd, "confd")].first {
        $0.0.functions[name] != nil
      }
      return owner.map {
        "`\(name)` is one of \($0.1)'s functions: choose them by `\(choice($0.0))`"
      }
    }
  }

  /// The text it was compiled from.
  package let source: Source
  /// How it was read.
  package let options: Options
  /// The parsed templates.
  package let templates: TemplateSet
  /// The template that is run.
  package let entry: String

  /// Compiles a text; throws its first mistake, and with an unknown name all that can be said
  /// without running the template. `associated` are texts read before it, whose
  /// templates it can call.
  package init(
    _ source: Source, options: Options = Options(), associated: [Source] = []
  ) throws(TemplateError) {
    self.source = source
    self.options = options
    entry = source.name
    var settings = TemplateOptions(
      leftDelimiter: options.leftDelimiter, rightDelimiter: options.rightDelimiter,
      missingKey: options.missingKey,
      functions: DeniedFunctions.table(options.dialect.functions, denying: options.denied))
    if options.offersDialects {
      settings.functionHint = { name in
        Dialect.hint(for: name) { "functions = \"\($0.rawValue)\"" }
      }
    }
    var templates = TemplateSet(options: settings)
    for other in associated { try templates.add(other, name: other.name) }
    do throws(TemplateError) {
      try templates.add(source, name: source.name)
    } catch {
      throw error.with(
        others: TemplateCheck.others(beside: error, in: source, templates, options.dialect))
    }
    self.templates = templates
  }
}
