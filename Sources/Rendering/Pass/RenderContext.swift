package import RegistryCore
import SystemSupport
package import TemplateLanguage
package import Values

/// What one pass over a template may know of the world, and the record of what it looked at.
/// Nothing else reaches the functions: the same context contents give the same bytes.
///
/// One pass owns its context: it is neither shared nor reused.
package final class RenderContext: EvaluationContext {
  /// The readings.
  package let snapshot: Snapshot
  /// The query grammar with the names of the configured registries.
  package let grammar: QueryGrammar
  /// What is known besides the readings.
  package let surroundings: Surroundings
  /// What was looked at so far.
  package private(set) var inputs = RenderInputs()
  /// What was looked at and is not there, each once.
  package private(set) var missing: [MissingInput] = []
  private var knownMissing: Set<MissingInput> = []
  /// What the template wrote for the person who debugs it, at most `debugLimit` bytes.
  package private(set) var debugOutput = Bytes()
  /// The store of `scratch`, fresh in each pass.
  package let scratch = ScratchPad()

  /// What a pass may know besides the readings.
  package struct Surroundings: Sendable {
    /// The environment variables.
    package var environment: [Bytes: Bytes]
    /// Where `file` reads from.
    package var files: any FileProvider
    /// The directory outside of which `file` reads nothing; nil for no limit.
    package var sandbox: String?
    /// Where `include` finds files; nil for the template's own directory.
    package var includeDirectory: String?
    /// The time of the pass: nanoseconds since 1970, UTC.
    package var nanosecondsSince1970: Int64
    /// Whom `lookup...` and `hostname` ask.
    package var network: any NetworkProvider = FixedNetwork()
    /// The keys that confd's functions see.
    package var keys = KeySpace()
    /// The file of the key ring that decrypts values of these keys; nil for none.
    package var keyRing: String?

    /// An empty environment without files, in 1970.
    package init(
      environment: [Bytes: Bytes] = [:], files: any FileProvider = FixedFiles(),
      nanosecondsSince1970: Int64 = 0
    ) {
      self.environment = environment
      self.files = files
      self.nanosecondsSince1970 = nanosecondsSince1970
    }
  }

  /// The keys of confd's functions, which the first of them fetches.
  private(set) lazy var keyStore = KeyStore(surroundings.keys, in: self)
  /// The template whose files `include` finds; set by the pass.
  var template: CompiledTemplate?
  /// What `include` has compiled and what is running.
  var includes = Includes()
  /// The queries of the last pass.
  var queryMemory: QueryMemory?
  /// What the last pass decrypted, and what this one does since it needed the key ring.
  var lastDecryption: DecryptionMemory?
  var decryption: DecryptionMemory?

  /// The most bytes that are kept of `debugOutput`.
  package static let debugLimit = 1 << 20

  /// A context for one pass.
  package init(
    snapshot: Snapshot, grammar: QueryGrammar, surroundings: Surroundings = Surroundings()
  ) {
    self.snapshot = snapshot
    self.grammar = grammar
    self.surroundings = surroundings
    super.init()
  }

  /// The query that a call of a registry function makes; nil where it asks nothing.
  func query(of function: String, _ arguments: [Bytes]) throws(ValueError) -> Query? {
    do throws(QuerySyntaxError) {
      guard let queryMemory else { return try grammar.query(of: function, arguments) }
      return try queryMemory.query(of: function, arguments, in: grammar)
    } catch { throw ValueError(error.description) }
  }

  /// The newest answer to a query, which becomes an input; nil and missing if there is none yet.
  package func read(_ query: Query) -> Value? {
    let value = answer(to: query)
    if memory != nil { note(QueryAnswer(query, value)) }
    return value
  }

  fileprivate func answer(to query: Query) -> Value? {
    inputs.use(query)
    if let reading = snapshot[query] { return reading.value }
    miss(.unanswered(query))
    return nil
  }

  /// Notes that the template cannot be complete without something.
  package func miss(_ input: MissingInput) {
    if knownMissing.insert(input).inserted { missing.append(input) }
  }

  /// The bytes of a file, which becomes an input; nil and missing if it cannot be read.
  package func file(_ path: String) -> Bytes? {
    read(path) { files throws(SystemError) in try files.contents(of: path) }
  }

  /// Throws if a path leads out of the sandbox. What does not exist leads nowhere.
  func checkSandbox(_ path: String) throws(ValueError) {
    guard let sandbox = surroundings.sandbox, let file = surroundings.files.resolved(path) else {
      return
    }
    let root = surroundings.files.resolved(sandbox) ?? sandbox
    let folder = root.hasSuffix("/") ? root : root + "/"
    guard file.hasPrefix(folder) else {
      throw ValueError("file: `\(path)` is outside of the sandbox `\(sandbox)`")
    }
  }

  /// The text of a template's file, which becomes an input; nil and missing if it cannot be read.
  func templateFile(_ path: String) -> Bytes? {
    read(path) { files throws(SystemError) in try files.configuration(at: path) }
  }

  /// The bytes of a file of the configuration, which becomes an input.
  func configurationFile(_ path: String) throws(SystemError) -> [UInt8] {
    inputs.use(file: path)
    return try surroundings.files.configuration(at: path)
  }

  /// Notes that the text may hold what is encrypted elsewhere.
  func noteSecret() { inputs.useSecret() }

  private func read(
    _ path: String, _ read: (any FileProvider) throws(SystemError) -> [UInt8]
  ) -> Bytes? {
    inputs.use(file: path)
    do throws(SystemError) {
      return Bytes(try read(surroundings.files))
    } catch {
      miss(.unreadableFile(path: path, reason: error))
      return nil
    }
  }

  /// An environment variable, which becomes an input; nil if it is not set.
  package func environment(_ name: Bytes) -> Bytes? {
    inputs.use(environment: name.string)
    return surroundings.environment[name]
  }

  /// The time of the pass in nanoseconds since 1970, asked for by a function.
  package func time(for function: String) -> Int64 {
    inputs.use(volatile: function)
    return surroundings.nanosecondsSince1970
  }

  /// Notes the use of a function whose results differ from pass to pass.
  func note(volatile function: String) { inputs.use(volatile: function) }

  /// Whether a file exists; it becomes an input.
  func fileExists(_ path: String) -> Bool {
    inputs.use(file: path)
    return surroundings.files.exists(path)
  }

  /// Adds to `debugOutput`.
  func debug(_ text: Bytes) {
    let room = RenderContext.debugLimit - debugOutput.count
    debugOutput.append(text.count <= room ? text : text[0..<max(0, room)])
  }
}

/// What a query was answered, of which something written depends.
private final class QueryAnswer: EvaluationAnswer {
  private let query: Query
  /// Nil where there was none, or one that somebody may have changed since.
  private let value: Value?

  init(_ query: Query, _ value: Value?) {
    self.query = query
    switch value {
    case .list(let list)? where !list.isLasting: self.value = nil
    default: self.value = value
    }
    super.init()
  }

  override func isRepeated(in context: EvaluationContext) -> Bool {
    guard let value, let context = context as? RenderContext,
      let answer = context.answer(to: query)
    else { return false }
    switch (value, answer) {
    case (.list(let known), .list(let list)): return known === list
    case (.bytes(let known), .bytes(let bytes)): return known == bytes
    case (.absent, .absent): return true
    default: return false
    }
  }
}
