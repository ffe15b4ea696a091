import DataFormats
import SystemSupport
import Values

/// The key ring and what it decrypted in the last passes, since each value costs milliseconds.
package final class DecryptionMemory {
  private struct Entry {
    let value: Bytes
    /// The last pass that used it.
    var pass: Int
  }

  private var ring: (text: [UInt8], keys: OpenPGPKeyRing)?
  private var entries: [Bytes: Entry] = [:]
  private var pass = 0

  /// A memory of nothing.
  package init() {}

  /// How many values are remembered.
  package var count: Int { entries.count }

  /// Takes the text of the key ring; with another one than before nothing is remembered.
  func use(ring text: [UInt8]) throws(OpenPGPError) {
    if ring?.text == text { return }
    ring = nil
    entries = [:]
    ring = (text, try OpenPGPKeyRing(text))
  }

  /// The value in clear of a stored one.
  func value(of text: Bytes) throws(OpenPGPError) -> Bytes {
    guard let ring else { preconditionFailure("the key ring comes before what it decrypts") }
    if let index = entries.index(forKey: text) {
      entries.values[index].pass = pass
      return entries.values[index].value
    }
    let value = try EncryptedValue.decrypt(text, with: ring.keys)
    entries[text] = Entry(value: value, pass: pass)
    KnownSecrets.shared.add(value.string)
    return value
  }

  /// What the running pass decrypted.
  var used: [Bytes] { entries.values.filter { $0.pass == pass }.map(\.value) }

  /// Ends a pass: secrets that are used no more are forgotten.
  func finish() {
    entries = entries.filter { $0.value.pass == pass }
    pass += 1
  }
}
