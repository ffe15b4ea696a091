import RegistryCore

/// The newest contents of the files and what each query has been told of them. Pure.
///
/// A failure is told to each query once; a query that knows it waits for the next change. After the
/// repair each query that was told gets a reading, even if nothing differs from before.
struct FileReadings {
  /// What to do with a read.
  enum Outcome {
    case reading(Reading)
    case failure(RegistryError)
    case wait
  }

  private var catalog: FileCatalog?
  private var failure: RegistryError?
  private var index: UInt64
  private var told: Set<Query> = []
  private var owed: Set<Query> = []

  /// Nothing is known yet; the first contents get the index behind this one.
  init(after index: UInt64 = 0) { self.index = index }

  /// Takes the outcome of reading the files. Contents equal to the last good ones change nothing.
  mutating func update(_ result: Result<FileCatalog, RegistryError>) {
    switch result {
    case .success(let fresh):
      if fresh != catalog {
        catalog = fresh
        index += 1
      }
      owed.formUnion(told)
      told = []
      failure = nil
    case .failure(let error):
      if error != failure { told = [] }
      failure = error
    }
  }

  /// What a read gets. A read that `isOver`, its time being up, is not told to wait.
  mutating func answer(_ query: Query, after seen: UInt64?, isOver: Bool) -> Outcome {
    if let failure {
      guard isOver || told.insert(query).inserted else { return .wait }
      return .failure(failure)
    }
    guard let catalog else { return .wait }
    let isOwed = owed.remove(query) != nil
    guard seen != index || isOwed || isOver else { return .wait }
    let value = FileQueries.value(of: query.subject, in: catalog)
    return .reading(Reading(value: value, index: index))
  }

  /// What the contents with this index say to queries; nothing if they are not the newest.
  func readings(of queries: [Query], at index: UInt64) -> [Query: Reading] {
    guard failure == nil, let catalog, index == self.index else { return [:] }
    let pairs = queries.map { query in
      (query, Reading(value: FileQueries.value(of: query.subject, in: catalog), index: index))
    }
    return Dictionary(pairs) { first, _ in first }
  }
}
