/// One exchange of an HTTP/2 connection, as both sides see it.
struct HTTP2Stream {
  /// Whether the request has the method `HEAD`, so that its answer has no body.
  let isHead: Bool
  /// How much the server takes, and how much it may send.
  var sendWindow: Int
  var receiveWindow: Int
  /// What was taken in since the server heard of room.
  var taken = 0
  /// What is left of the request's body, and where that begins.
  var body: [UInt8] = []
  var sentCount = 0
  var hasHead = false
  /// What the answer says about its body's length, and what came of it.
  var announcedLength: Int?
  var length = 0

  var unsentCount: Int { body.count - sentCount }
}
