import Networking
import RegistryCore
import Synchronization

/// The servers or agents of one Consul registry, and which of them to ask.
final class ConsulServers: Sendable {
  private let directory: EndpointDirectory
  private let usesTLS: Bool
  private let isList: Bool
  /// Whether all of them are asked over TLS, as far as is known before they are found.
  let areAllSecure: Bool
  private let known = Mutex<[String: ConsulEndpoint]>([:])

  /// Throws `.unsupported` for a malformed address.
  init(settings: ConsulRegistrySettings) throws(RegistryError) {
    let addresses = settings.addresses.isEmpty ? [settings.address] : settings.addresses
    directory = EndpointDirectory(addresses: addresses, lookup: settings.lookup)
    usesTLS = settings.usesTLS
    isList = !settings.addresses.isEmpty
    let isSecure = settings.usesTLS
    let isList = isList
    areAllSecure = addresses.allSatisfy { address in
      let text = address.lowercased()
      return text.hasPrefix("https://") || isSecure && !(isList && text.hasPrefix("http://"))
    }
    guard settings.lookup == nil else { return }
    for address in addresses { _ = try endpoint(of: address) }
  }

  /// Whom to ask now.
  func next() async throws(RegistryError) -> (ConsulEndpoint, EndpointList.Choice) {
    let choice = try await directory.choice()
    return (try endpoint(of: choice.address), choice)
  }

  /// Notes that a server could not be reached, or did not answer.
  func failed(_ choice: EndpointList.Choice) { directory.failed(choice) }

  /// Notes an answer. A server that answers that it cannot is a failed one: another may have a
  /// leader.
  func note(_ response: HTTPResponse, of choice: EndpointList.Choice) {
    let body = String(decoding: response.body.prefix(200), as: UTF8.self)
    // Older versions answer so to a mistake in a filter, which no other server will understand.
    let isAsked = body.contains("boolean expression") || body.contains("Connect must be enabled")
    if response.status >= 500, !isAsked, !ConsulReply.refusesSession(response) {
      directory.failed(choice)
    } else {
      directory.succeeded(choice)
    }
  }

  private func endpoint(of address: String) throws(RegistryError) -> ConsulEndpoint {
    if let endpoint = known.withLock({ $0[address] }) { return endpoint }
    // Of several addresses one may say that it goes without.
    let isPlain = address.lowercased().hasPrefix("http://") && isList
    let endpoint = try ConsulEndpoint(address, usesTLS: usesTLS && !isPlain)
    known.withLock { known in
      // Discovered servers come and go.
      if known.count > 1024 { known = [:] }
      known[address] = endpoint
    }
    return endpoint
  }
}
