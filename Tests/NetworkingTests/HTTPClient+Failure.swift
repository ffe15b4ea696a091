import Networking

extension HTTPClient {
  /// How the request fails, or nil if it is answered.
  func failure(of request: HTTPRequest) async -> HTTPError? {
    do throws(HTTPError) {
      _ = try await send(request)
      return nil
    } catch { return error }
  }
}
