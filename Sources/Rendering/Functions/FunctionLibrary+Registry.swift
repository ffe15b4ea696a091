import TemplateLanguage

extension FunctionLibrary {
  /// The names of the functions that ask a registry.
  package static let registryFunctions = Set(
    (CatalogFunctions.all + KeyFunctions.all + PrefixFunctions.all).map(\.name))
}
