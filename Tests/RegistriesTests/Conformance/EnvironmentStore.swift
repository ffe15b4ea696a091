import Registries
import RegistryCore

/// Variables of the environment, which never change while a registry reads them.
final class EnvironmentStore: TestedStore {
  let name = "environment"
  let traits: Set<StoreTrait> = []
  private var variables: [String: String] = [:]

  func start() {}

  func put(_ pairs: [(path: String, value: [UInt8])]) {
    for (path, value) in pairs {
      let name = path.uppercased().split(separator: "/").joined(separator: "__")
      variables[name] = String(decoding: value, as: UTF8.self)
    }
  }

  func delete(_ path: String) {}

  func registry(at port: UInt16?, isHasty: Bool) -> any Registry {
    EnvironmentRegistry(EnvironmentKeys(variables, separator: "__"), wait: .seconds(20))
  }
}
