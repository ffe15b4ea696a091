import RegistryCore
import SystemSupport
import Values

/// What a connection begins with: who asks, and which database is meant.
struct RedisLogin {
  let database: Int
  private let user: String
  private let password: Secret?

  private static let fileLimit = 64 << 10

  init(_ settings: RedisSettings, database: Int) throws(RegistryError) {
    self.database = database
    user = settings.user
    guard let path = settings.passwordFile else {
      password = settings.password
      return
    }
    do throws(SystemError) {
      let bytes = try FileSystem.real.read(path, limit: RedisLogin.fileLimit)
      let line = bytes.prefix { $0 != 0x0A && $0 != 0x0D }
      password = Secret(String(decoding: line, as: UTF8.self))
    } catch {
      throw RegistryError(.forbidden, "no password for Redis: \(error)")
    }
  }

  func perform(on line: RedisLine) async throws(RegistryError) {
    if let password {
      // Servers before version 6 know no users.
      let name = user.isEmpty ? [] : [Bytes(user)]
      let replies = try await line.ask([RedisCommand("AUTH", name + [Bytes(password.reveal())])])
      if case .failure(let text)? = replies.first { throw RedisAnswers.loginError(text, line.name) }
    }
    guard database != 0 else { return }
    let replies = try await line.ask([RedisCommand("SELECT", [Bytes("\(database)")])])
    if case .failure(let text)? = replies.first { throw RedisAnswers.error(text, line.name) }
  }
}
