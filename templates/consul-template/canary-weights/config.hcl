# Weights come from the metadata of the instances; what was seen is collected for a comment.
template {
  source               = "haproxy.cfg.ctmpl"
  destination          = "/etc/haproxy/haproxy.cfg"
  error_on_missing_key = false
  function_denylist    = ["plugin", "writeToFile"]

  exec {
    command = ["systemctl", "reload", "haproxy"]
    timeout = "30s"

    env {
      denylist = ["CONSUL_*"]
    }
  }
}
