consul {
  address = "127.0.0.1:8500"
  retry { enabled = true, attempts = 12 }
}
template {
  source = "/a.tmpl" # where
  perms = 0600
  contents = <<-EOF
    {{ range service "web" }}
    EOF
}
exec { command = ["a", "${b "c"}"], splay = "5s" }
t "x" y { z = [1, -2.5e3, [true]] } /* end */
