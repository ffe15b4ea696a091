internal import Diagnostics
internal import Values

/// Parses one tree: the text itself, or the body of a `define` or `block` in it. Its tokens come
/// from the lexer that all trees of the text share.
///
/// The look-ahead works exactly as Go's does, because the line of an error is that of the token
/// read last.
final class TreeParser {
  let job: ParseJob
  var name: Bytes
  /// The variables known here, as far as the parser sees.
  var variables: [Int32] = [0]
  var rangeDepth = 0
  var parenthesisDepth = 0 {
    didSet { noteNesting() }
  }
  /// How deeply control structures and parentheses nest.
  private var deepestNesting = 0
  /// Every node, parents after children.
  var nodes: [Node] = []
  private var tokens = [Token](
    repeating: Token(kind: .endOfFile, start: 0, end: 0), count: 3)
  private var peekCount = 0
  private var actionStart: Int?
  /// The end of the newest token that is not space.
  private(set) var lastEnd = 0

  /// A parser of one tree.
  init(_ job: ParseJob, name: Bytes) {
    self.job = job
    self.name = name
  }

  deinit { Node.release(&nodes) }

  // MARK: Tokens

  func next() -> Token {
    if peekCount > 0 { peekCount -= 1 } else { tokens[0] = job.lexer.next() }
    let token = tokens[peekCount]
    if token.kind != .space { lastEnd = token.end }
    return token
  }

  func backup() { peekCount += 1 }

  func backup2(_ first: Token) {
    tokens[1] = first
    peekCount = 2
  }

  func backup3(_ first: Token, _ second: Token) {
    tokens[1] = second
    tokens[2] = first
    peekCount = 3
  }

  func peek() -> Token {
    if peekCount > 0 { return tokens[peekCount - 1] }
    peekCount = 1
    tokens[0] = job.lexer.next()
    return tokens[0]
  }

  func nextNonSpace() -> Token {
    while true {
      let token = next()
      if token.kind != .space { return token }
    }
  }

  func peekNonSpace() -> Token {
    let token = nextNonSpace()
    backup()
    return token
  }

  /// The text of a token.
  func text(_ token: Token) -> ArraySlice<UInt8> { job.source.text[token.start..<token.end] }

  /// Keeps a node alive as long as its tree.
  func keep<Kind: Node>(_ node: Kind) -> Kind {
    nodes.append(node)
    return node
  }

  // MARK: Errors

  /// An error at the line of the token read last; people are shown `span`, or that token.
  func fail(
    _ message: String, code: String = "template-syntax", span: Span? = nil, hint: String? = nil
  ) -> TemplateError {
    let newest = tokens[0]
    return TemplateError(
      parsing: job.source, name: job.name.string, message: message, code: code,
      line: job.source.position(of: newest.start).line,
      span: span ?? Span(newest.start, newest.end), hint: hint)
  }

  /// The error of a token that may not stand in `context`.
  func unexpected(_ token: Token, in context: String) -> TemplateError {
    let span = Span(token.start, max(token.end, token.start + 1))
    guard token.kind == .error else {
      return fail("unexpected \(describe(token)) in \(context)", span: span)
    }
    var extra = ""
    if let actionStart {
      let line = job.source.position(of: actionStart).line
      if line != job.source.position(of: token.start).line {
        let preposition = token.message.hasSuffix(" action") ? "" : " in action"
        extra = "\(preposition) started at \(job.name.string):\(line)"
      }
    }
    return fail(token.message + extra, span: span)
  }

  func expect(_ kinds: Token.Kind..., in context: String) throws(TemplateError) -> Token {
    let token = nextNonSpace()
    guard kinds.contains(token.kind) else { throw unexpected(token, in: context) }
    return token
  }

  private func describe(_ token: Token) -> String {
    switch token.kind {
    case .endOfFile: return "EOF"
    case .error: return token.message
    default: break
    }
    let text = Bytes(copying: text(token))
    if token.kind.isKeyword { return "<\(text.string)>" }
    guard text.count > 10 else { return Quoting.quote(text) }
    var end = 0
    for _ in 0..<10 where end < text.count {
      end += RuneReading.rune(in: text.storage, at: end).width
    }
    return Quoting.quote(text[0..<min(end, text.count)]) + "..."
  }

  // MARK: Trees

  /// Parses the whole text, definitions included.
  func parseText() throws(TemplateError) {
    var statements: [Statement] = []
    while peek().kind != .endOfFile {
      if peek().kind == .leftDelimiter {
        let delimiter = next()
        if nextNonSpace().kind == .define {
          try TreeParser(job, name: "definition").parseDefinition()
          continue
        }
        backup2(delimiter)
      }
      switch try textOrAction() {
      case .statement(let statement): statements.append(statement)
      case let terminator: throw fail("unexpected \(describe(terminator))")
      }
    }
    try add(keep(Block(statements)))
  }

  /// Parses `"name"}}…{{end}}`; the word `define` is behind.
  private func parseDefinition() throws(TemplateError) {
    let context = "define clause"
    let token = try expect(.string, .rawString, in: context)
    name = try unquoted(token)
    _ = try expect(.rightDelimiter, in: context)
    let (block, terminator) = try list()
    guard terminator.isEnd else {
      throw fail("unexpected \(describe(terminator)) in \(context)")
    }
    try add(block)
  }

  /// Adds the tree to those of the text; of two with one name, one must be empty.
  func add(_ root: Block) throws(TemplateError) {
    let body = TemplateBody(
      name: name, source: job.source, sourceName: job.name.string, root: root,
      nodes: nodes, nesting: deepestNesting)
    if let known = job.bodies[name], !known.isEmpty {
      guard body.isEmpty else {
        let message = "template: multiple definition of template \(Quoting.quote(name))"
        throw fail(message, code: "duplicate-template")
      }
      return
    }
    _ = job.numbering.template(name)
    job.bodies[name] = body
  }

  /// The value of a string token.
  func unquoted(_ token: Token) throws(TemplateError) -> Bytes {
    guard let value = Unquoting.string(text(token)) else {
      throw fail("invalid syntax", span: Span(token.start, token.end))
    }
    return value
  }

  // MARK: Lists

  /// What an action may be.
  enum Item {
    case statement(Statement)
    case end
    /// An `else`; `if` or `with` may be the next token.
    case `else`

    var isEnd: Bool { if case .end = self { true } else { false } }
  }

  func describe(_ item: Item) -> String {
    let word = item.isEnd ? "end" : "else"
    return Bytes(job.options.left).string + word + Bytes(job.options.right).string
  }

  /// `(text | action)*` up to an `end` or `else`.
  func list() throws(TemplateError) -> (Block, Item) {
    job.nesting += 1
    defer { job.nesting -= 1 }
    noteNesting()
    if job.nesting > job.options.limits.parseNesting {
      throw fail("control structures nest deeper than \(job.options.limits.parseNesting)")
    }
    return try onDeepStack { () throws(TemplateError) in try self.listHere() }
  }

  private func noteNesting() {
    deepestNesting = max(deepestNesting, job.nesting + parenthesisDepth)
  }

  private func listHere() throws(TemplateError) -> (Block, Item) {
    var statements: [Statement] = []
    while peekNonSpace().kind != .endOfFile {
      switch try textOrAction() {
      case .statement(let statement): statements.append(statement)
      case let terminator: return (keep(Block(statements)), terminator)
      }
    }
    throw fail("unexpected EOF", code: "unclosed-block", hint: "an `end` is missing")
  }

  /// `text | action`
  private func textOrAction() throws(TemplateError) -> Item {
    let token = nextNonSpace()
    switch token.kind {
    case .text:
      return .statement(keep(TextNode(token.start..<token.end, Array(text(token)))))
    case .leftDelimiter:
      actionStart = token.start
      defer { actionStart = nil }
      return try action()
    default: throw unexpected(token, in: "input")
    }
  }

  /// Runs `body` here, or on a larger stack where this one comes to its end.
  func onDeepStack<Result>(
    _ body: () throws(TemplateError) -> Result
  ) throws(TemplateError) -> Result {
    guard DeepStack.isExhausted(job.stackLimit) else { return try body() }
    let before = job.stackLimit
    defer { job.stackLimit = before }
    var result: Swift.Result<Result, TemplateError>?
    let hasRun = DeepStack.run { limit in
      job.stackLimit = limit
      do throws(TemplateError) {
        result = .success(try body())
      } catch {
        result = .failure(error)
      }
    }
    guard hasRun, let result else { throw fail("no memory for nesting this deep") }
    return try result.get()
  }
}
