import TemplateLanguage

extension FunctionLibrary {
  /// The names of the functions that ask a registry, in any dialect.
  package static let registryFunctions = Set(
    (CatalogFunctions.all + MeshFunctions.all + KeyFunctions.all + PrefixFunctions.all)
      .map(\.name)
      + ["exists", "get", "gets", "getv", "getvs", "ls", "lsdir"]
  ).union(decryptingFunctions)

  /// The names of the functions that need a key ring.
  package static let decryptingFunctions = Set(ConfdEncryptedFunctions.all.map(\.name))

  /// The functions of registries that are not supported, with their registries.
  package static let unsupportedFunctions = RefusedFunctions.foreign
}
