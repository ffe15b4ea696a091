# One backend for each service with the tag "lb"; two seconds of quiet before HAProxy is reloaded.
consul {
  address = "127.0.0.1:8500"

  retry {
    attempts = 12
    backoff  = "250ms"
  }
}

wait {
  min = "2s"
  max = "10s"
}

template {
  source      = "haproxy.cfg.ctmpl"
  destination = "/etc/haproxy/haproxy.cfg"
  perms       = 0644
  backup      = true
  command     = "haproxy -c -f /etc/haproxy/haproxy.cfg && systemctl reload haproxy"
}
