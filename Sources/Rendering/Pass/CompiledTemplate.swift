package import Diagnostics
package import TemplateLanguage

/// A template with all it needs to be rendered any number of times, side by side.
package struct CompiledTemplate: Sendable {
  /// The parsed texts.
  package let set: TemplateSet
  /// The name of the template that is rendered.
  package let entry: String

  /// Takes a set as it is.
  package init(set: TemplateSet, entry: String) {
    self.set = set
    self.entry = entry
  }

  /// Parses a text, named by its source, in a dialect. `missingKey` is by default the dialect's;
  /// `associated` are texts parsed before it, whose templates it can call.
  package init(
    _ source: Source, dialect: Dialect = .consul, leftDelimiter: String = "",
    rightDelimiter: String = "", missingKey: MissingKey? = nil, associated: [Source] = []
  ) throws(TemplateError) {
    var set = TemplateSet(
      options: TemplateOptions(
        leftDelimiter: leftDelimiter, rightDelimiter: rightDelimiter,
        missingKey: missingKey ?? dialect.missingKey, functions: dialect.functions))
    for other in associated { try set.add(other, name: other.name) }
    try set.add(source, name: source.name)
    self.init(set: set, entry: source.name)
  }
}
