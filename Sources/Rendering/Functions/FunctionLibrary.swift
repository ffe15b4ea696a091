package import TemplateLanguage

/// The function tables of the dialects, besides the language's own built-in functions.
package enum FunctionLibrary {
  /// consul-template's functions: of the registries, and all helpers.
  package static let consul = FunctionTable(
    CatalogFunctions.all + KeyFunctions.all + PrefixFunctions.all + EnvironmentFunctions.all)
}
