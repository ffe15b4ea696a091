import DataFormats
import SystemSupport
import TemplateLanguage
import Values

extension RenderContext {
  /// A value in clear. The file of the key ring becomes an input; that the text has a secret now is
  /// noted, too. `name` is how messages name the value.
  func decrypted(_ text: Bytes, _ name: String) throws(ValueError) -> Bytes {
    guard let path = surroundings.keyRing else {
      throw ValueError(
        "no key ring is configured: name one by `secret_keyring`, in confd's place by "
          + "`-secret-keyring`")
    }
    let memory = try openRing(path)
    do throws(OpenPGPError) {
      let value = try memory.value(of: text)
      noteSecret()
      return value
    } catch { throw ValueError("\(name) cannot be decrypted: \(error)") }
  }

  private func openRing(_ path: String) throws(ValueError) -> DecryptionMemory {
    if let decryption { return decryption }
    let memory = lastDecryption ?? DecryptionMemory()
    let text: [UInt8]
    do throws(SystemError) {
      text = try configurationFile(path)
    } catch { throw ValueError("the key ring cannot be read: \(error)") }
    do throws(OpenPGPError) {
      try memory.use(ring: text)
    } catch { throw ValueError("the key ring `\(path)` cannot be used: \(error)") }
    decryption = memory
    return memory
  }

  /// An error without what the pass decrypted: Go's functions quote what they do not like.
  func hidingSecrets(in error: TemplateError) -> TemplateError {
    guard let decryption else { return error }
    return error.hiding(decryption.used)
  }
}
