/// How far an exchange over a shared connection is.
enum MultiplexedStage {
  /// Until there is a connection with room.
  case queued(MultiplexedPool)
  case exchanging(MultiplexedConnection, UInt32)
  /// The server does not speak HTTP/2: libcurl goes on.
  case handedOver(Transfer)
}

/// One exchange over a connection that many share.
typealias MultiplexedTransfer = StagedTransfer<MultiplexedStage>
