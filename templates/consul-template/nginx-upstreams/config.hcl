# Settings of all come first, and a template may have a quiescence of its own.
max_stale = "10m"
log_level = "warn"

wait = "5s:30s"

template {
  source            = "upstreams.conf.ctmpl"
  destination       = "/etc/nginx/conf.d/upstreams.conf"
  create_dest_dirs  = true
  command           = ["nginx", "-s", "reload"]
  command_timeout   = "60s"
  left_delimiter    = "{{"
  right_delimiter   = "}}"
  wait {
    min = "2s"
  }
}
