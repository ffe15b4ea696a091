# The servers of other datacenters stand in when those of this one are gone.
template {
  source      = "haproxy.cfg.ctmpl"
  destination = "/etc/haproxy/haproxy.cfg"
  command     = "systemctl reload haproxy"
}

deduplicate {
  enabled = true
  prefix  = "consul-template/dedup/"
}
