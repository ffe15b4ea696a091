import CCurl

/// Owns one of libcurl's easy handles and the memory its options refer to.
final class EasyHandle {
  let pointer: UnsafeMutableRawPointer
  private var lists: [UnsafeMutablePointer<curl_slist>] = []
  private let errorText: UnsafeMutablePointer<CChar>
  private var firstFailure: CURLcode?

  init?() {
    guard let pointer = curl_easy_init() else { return nil }
    self.pointer = pointer
    let capacity = Int(CURL_ERROR_SIZE)
    errorText = .allocate(capacity: capacity)
    errorText.initialize(repeating: 0, count: capacity)
    note(trimtab_curl_set_pointer(pointer, CURLOPT_ERRORBUFFER, errorText))
  }

  deinit {
    curl_easy_cleanup(pointer)
    for list in lists { curl_slist_free_all(list) }
    errorText.deallocate()
  }

  func set(_ option: CURLoption, _ number: Int) {
    note(trimtab_curl_set_long(pointer, option, number))
  }

  func set(_ option: CURLoption, _ text: String) {
    note(trimtab_curl_set_string(pointer, option, text))
  }

  /// Sets an option whose null differs from its default.
  func clear(_ option: CURLoption) {
    note(trimtab_curl_set_pointer(pointer, option, nil))
  }

  func set(_ option: CURLoption, lines: [String]) {
    var list: UnsafeMutablePointer<curl_slist>?
    for line in lines {
      guard let longer = curl_slist_append(list, line) else {
        note(CURLE_OUT_OF_MEMORY)
        break
      }
      list = longer
    }
    guard let list else { return }
    lists.append(list)
    note(trimtab_curl_set_list(pointer, option, list))
  }

  /// Remembers the first option that libcurl refused.
  func note(_ code: CURLcode) {
    if code != CURLE_OK, firstFailure == nil { firstFailure = code }
  }

  /// Throws if libcurl refused an option.
  func checkOptions(of request: HTTPRequest) throws(HTTPError) {
    guard let firstFailure else { return }
    throw HTTPError(curl: firstFailure, detail: "", request: request)
  }

  /// What libcurl says about the failure, or the empty text.
  var detail: String { String(cString: errorText) }
}
