# nginx runs as the child of the agent and is told of changes by SIGHUP.
exec {
  command       = ["nginx", "-g", "daemon off;"]
  splay         = "5s"
  reload_signal = "SIGHUP"
  kill_signal   = "SIGQUIT"
  kill_timeout  = "30s"

  env {
    pristine = true
    custom   = ["PATH=/usr/sbin:/usr/bin:/sbin:/bin"]
  }
}

template {
  destination = "/etc/nginx/conf.d/site.conf"

  contents = <<EOT
upstream site {
{{- range service "lb.web" }}
    server {{ .Address }}:{{ .Port }};
{{- end }}
}
server {
    listen 127.0.0.1:8081;
    server_name {{ key "site/name" }};
    location / {
{{- if keyExists "site/maintenance" }}
        return 503;
{{- else }}
        proxy_pass http://site;
{{- end }}
    }
}
EOT
}
