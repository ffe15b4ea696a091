package import RegistryCore
package final class FileRegistry: Registry {
  package init(path: String) {}
  package func read(_ query: Query, after index: UInt64?) async throws(RegistryError) -> Reading { throw RegistryError(.unsupported, "") }
  package func shutdown() async {}
}
