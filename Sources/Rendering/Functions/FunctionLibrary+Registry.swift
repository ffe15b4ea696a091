import TemplateLanguage

extension FunctionLibrary {
  /// The names of the functions that ask a registry, in any dialect.
  package static let registryFunctions = Set(
    (CatalogFunctions.all + MeshFunctions.all + KeyFunctions.all + PrefixFunctions.all)
      .map(\.name)
      + ["exists", "get", "gets", "getv", "getvs", "ls", "lsdir"])

  /// The functions of registries that are not supported, with their registries.
  package static let unsupportedFunctions = RefusedFunctions.foreign
}
