// HTTP over libcurl, unix sockets.
