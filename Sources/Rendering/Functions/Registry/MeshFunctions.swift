import RegistryCore
import TemplateLanguage
import Values

/// `caRoots caLeaf peerings partitions exportedServices importedServices`.
enum MeshFunctions {
  static let all: [TemplateFunction] = [
    CatalogFunctions.asking("caRoots", none: CatalogFunctions.emptyList(of: RegistryShapes.caRoot)),
    CatalogFunctions.asking(
      "caLeaf", none: CatalogFunctions.nilPointer(to: RegistryShapes.leafCert)),
    CatalogFunctions.asking(
      "peerings", none: CatalogFunctions.emptyList(of: RegistryShapes.peering)),
    CatalogFunctions.asking(
      "partitions", none: CatalogFunctions.emptyList(of: RegistryShapes.partition)),
    CatalogFunctions.asking("exportedServices", none: values(of: RegistryShapes.exportedService)),
    CatalogFunctions.asking("importedServices", none: values(of: RegistryShapes.importedService)),
  ]

  private static func values(of shape: RecordShape) -> Value {
    .list(ListValue([], elementType: .record(shape)))
  }
}
