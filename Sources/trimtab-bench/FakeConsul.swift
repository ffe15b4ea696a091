import CSystem
import Glibc
import Synchronization

/// A Consul in this process that knows services, keeps to blocking queries and does nothing else.
///
/// One thread of its own serves any number of waiting clients, so that a benchmark can tell its
/// time from that of the agent: see `cpuSeconds`. It answers what `FakeCatalogue` knows; whatever
/// else is asked for is an empty list.
///
/// Sendable without proof: all but `orders`, `clock` and the constants is used only on the thread.
final class FakeConsul: @unchecked Sendable {
  /// The port on 127.0.0.1.
  let port: Int
  /// How many services it has.
  let services: Int
  private let epoll = cs_epoll_create()
  private let wakeUp = cs_eventfd_create()
  private let listener: Int32
  private let orders = Mutex<[Order]>([])
  private let clock = Mutex<clockid_t?>(nil)
  private let requests = Atomic<Int>(0)
  private var catalogue: FakeCatalogue
  private var connections: [Int32: FakeConnection] = [:]
  private var waiting: [String: Set<Int32>] = [:]
  private var isStopped = false

  private enum Order {
    case change(service: Int)
    case stop
  }

  /// Starts a server with `services` services of `instances` instances each, named `service-0` ...
  init(services: Int, instances: Int) {
    self.services = services
    catalogue = FakeCatalogue(services: services, instances: instances)
    (listener, port) = FakeConsul.listen()
    _ = cs_epoll_add(epoll, wakeUp, UInt32(CS_READABLE), UInt64(wakeUp))
    _ = cs_epoll_add(epoll, listener, UInt32(CS_READABLE), UInt64(listener))
    var thread = pthread_t()
    let code = pthread_create(
      &thread, nil,
      { context in
        guard let context else { return nil }
        Unmanaged<FakeConsul>.fromOpaque(context).takeRetainedValue().run()
        return nil
      }, Unmanaged.passRetained(self).toOpaque())
    precondition(code == 0, "the kernel gives a thread")
    var id = clockid_t()
    if pthread_getcpuclockid(thread, &id) == 0 { clock.withLock { $0 = id } }
    pthread_detach(thread)
  }

  /// `127.0.0.1:PORT`.
  var address: String { "127.0.0.1:\(port)" }

  /// Changes one instance of a service, by the service's number; whoever waits for it is answered.
  func change(service: Int) { order(.change(service: service)) }

  /// Closes everything.
  func stop() { order(.stop) }

  /// How many requests have come.
  var requestCount: Int { requests.load(ordering: .relaxed) }

  /// The processor time of the server's thread so far.
  var cpuSeconds: Double {
    clock.withLock { clock in
      var time = timespec()
      guard let clock, clock_gettime(clock, &time) == 0 else { return 0 }
      return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
  }

  private func order(_ order: Order) {
    orders.withLock { $0.append(order) }
    cs_eventfd_signal(wakeUp)
  }

  private static func listen() -> (Int32, Int) {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        precondition(bind(descriptor, $0, length) == 0, "a free port exists")
        precondition(Glibc.listen(descriptor, 4096) == 0, "a bound socket can listen")
        precondition(getsockname(descriptor, $0, &length) == 0, "a bound socket has a name")
      }
    }
    return (descriptor, Int(UInt16(bigEndian: address.sin_port)))
  }
}

// MARK: - on the thread

extension FakeConsul {
  private func run() {
    var events = [cs_event](repeating: cs_event(token: 0, events: 0), count: 64)
    while !isStopped {
      let count = cs_epoll_wait(epoll, &events, Int32(events.count), nextTimeout())
      for event in events.prefix(max(0, Int(count))) {
        let descriptor = Int32(truncatingIfNeeded: event.token)
        if descriptor == wakeUp {
          cs_eventfd_drain(wakeUp)
          for order in takeOrders() { obey(order) }
        } else if descriptor == listener {
          acceptConnection()
        } else {
          serve(descriptor)
        }
      }
      answerTheOverdue()
    }
    for descriptor in connections.keys { close(descriptor) }
    for descriptor in [listener, wakeUp, epoll] { close(descriptor) }
  }

  private func takeOrders() -> [Order] {
    orders.withLock { orders in
      defer { orders = [] }
      return orders
    }
  }

  private func obey(_ order: Order) {
    switch order {
    case .stop: isStopped = true
    case .change(let service):
      for path in catalogue.change(service: service) {
        for descriptor in waiting.removeValue(forKey: path) ?? [] { answer(descriptor, path) }
      }
    }
  }

  private func acceptConnection() {
    let descriptor = accept(listener, nil, nil)
    guard descriptor >= 0 else { return }
    var one: Int32 = 1
    setsockopt(
      descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
    connections[descriptor] = FakeConnection()
    _ = cs_epoll_add(epoll, descriptor, UInt32(CS_READABLE), UInt64(descriptor))
  }

  private func serve(_ descriptor: Int32) {
    var chunk = [UInt8](repeating: 0, count: 4096)
    let count = recv(descriptor, &chunk, chunk.count, 0)
    guard count > 0 else { return drop(descriptor) }
    guard let request = connections[descriptor]?.receive(chunk[..<count]) else { return }
    requests.add(1, ordering: .relaxed)
    if request.index == catalogue.index(of: request.path) {
      waiting[request.path, default: []].insert(descriptor)
      connections[descriptor]?.deadline = cs_monotonic_nanoseconds() + request.wait
      connections[descriptor]?.path = request.path
    } else {
      answer(descriptor, request.path)
    }
  }

  private func answer(_ descriptor: Int32, _ path: String) {
    connections[descriptor]?.path = nil
    var bytes = catalogue.answer(to: path)[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes {
        send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return drop(descriptor) }
      bytes = bytes.dropFirst(count)
    }
  }

  private func drop(_ descriptor: Int32) {
    if let path = connections.removeValue(forKey: descriptor)?.path {
      waiting[path]?.remove(descriptor)
    }
    _ = cs_epoll_remove(epoll, descriptor)
    close(descriptor)
  }

  /// Milliseconds until a wait is over, at least 100 so that many are answered together.
  private func nextTimeout() -> Int32 {
    let next = connections.values.lazy.filter { $0.path != nil }.map(\.deadline).min()
    guard let next else { return -1 }
    return Int32(max(100, min((next - cs_monotonic_nanoseconds()) / 1_000_000, 60_000)))
  }

  private func answerTheOverdue() {
    let now = cs_monotonic_nanoseconds()
    for (descriptor, connection) in connections where connection.deadline <= now {
      guard let path = connection.path else { continue }
      waiting[path]?.remove(descriptor)
      answer(descriptor, path)
    }
  }
}
