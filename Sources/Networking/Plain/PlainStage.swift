/// How far a plain exchange is.
enum PlainStage {
  /// Until another request to the same peer is over.
  case queued
  case lookingUp(PlainPool)
  case dialing(Dial, PlainPool)
  case exchanging(PlainConnection)
}

/// One exchange of the plain client.
typealias PlainTransfer = StagedTransfer<PlainStage>
