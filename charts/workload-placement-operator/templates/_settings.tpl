{{/* A setting as the text of a variable; Helm reads numbers of YAML as floating-point. */}}
{{- define "setting.text" -}}
{{- if kindIs "float64" . -}}{{ int64 . }}{{- else -}}{{ . }}{{- end -}}
{{- end -}}

{{- define "operator.replicas" -}}
{{ .Values.replicaCount | default .Values.replicas }}
{{- end -}}

{{/* The port of metrics and health: where the operator listens, and whoever asks it has to follow. */}}
{{- define "operator.httpPort" -}}
{{- $given := "" -}}
{{- if hasKey .Values.settings "HTTP_PORT" -}}
{{- $given = include "setting.text" .Values.settings.HTTP_PORT -}}
{{- end -}}
{{ $given | default "8080" }}
{{- end -}}

{{/* Settings that the chart makes of other values, and of which. */}}
{{- define "operator.madeSettings" -}}
POD_NAMESPACE: leave it out
POD_NAME: leave it out
ANNOTATED_SERVICES: write annotatedServices.enabled
XDS_PORT: write router.enabled
ROUTER_SERVICE: write router.enabled
POLICY_FILE: write policies
CLUSTER_RIGHTS: write watchNamespaces
{{- if .Values.watchNamespaces }}
WATCH_NAMESPACES: write watchNamespaces
{{- end }}
{{- end -}}

{{/* What the operator would start with, and the rest of the installation would not go with. */}}
{{- define "operator.checkSettings" -}}
{{- $settings := .Values.settings -}}
{{- $made := include "operator.madeSettings" . | fromYaml -}}
{{- range $name, $instead := $made -}}
{{- if hasKey $settings $name -}}
{{- fail (printf "settings.%s is set by the chart: %s" $name $instead) -}}
{{- end -}}
{{- end -}}
{{- range $variable := .Values.extraEnv -}}
{{- if hasKey $made $variable.name -}}
{{- fail (printf "extraEnv names %s, which is set by the chart: %s" $variable.name (get $made $variable.name)) -}}
{{- end -}}
{{- if or (hasKey $settings $variable.name) (has $variable.name (list "HTTP_PORT" "HTTP_ADDRESS" "LEADER_ELECTION")) -}}
{{- fail (printf "extraEnv names %s, which is a setting: write settings.%s" $variable.name $variable.name) -}}
{{- end -}}
{{- end -}}
{{- range $argument := .Values.extraArgs -}}
{{- $name := regexFind "^--[a-z-]+" $argument | trimPrefix "--" | replace "-" "_" | upper -}}
{{- if hasKey $made $name -}}
{{- fail (printf "extraArgs has %s, which is set by the chart: %s" $argument (get $made $name)) -}}
{{- end -}}
{{- if or (hasKey $settings $name) (has $name (list "HTTP_PORT" "HTTP_ADDRESS" "LEADER_ELECTION")) -}}
{{- fail (printf "extraArgs has %s, which is a setting: write settings.%s" $argument $name) -}}
{{- end -}}
{{- end -}}
{{- $port := include "operator.httpPort" . -}}
{{- if not (regexMatch "^[1-9][0-9]{0,4}$" $port) -}}
{{- fail (printf "settings.HTTP_PORT is %s: it must be a port from 1 to 65535, which probes and Prometheus are told" $port) -}}
{{- end -}}
{{- if and .Values.router.enabled (eq $port "18000") -}}
{{- fail "settings.HTTP_PORT is 18000, where the router asks for its configuration: take another port" -}}
{{- end -}}
{{- if and (hasKey $settings "HTTP_ADDRESS") (not (has $settings.HTTP_ADDRESS (list "0.0.0.0" "::"))) -}}
{{- fail (printf "settings.HTTP_ADDRESS is %s: the kubelet asks the pod at its own address, leave it out" $settings.HTTP_ADDRESS) -}}
{{- end -}}
{{- $replicas := int (include "operator.replicas" .) -}}
{{- if and (hasKey $settings "LEADER_ELECTION") (eq (lower (toString $settings.LEADER_ELECTION)) "false") (gt $replicas 1) -}}
{{- fail (printf "settings.LEADER_ELECTION is false and replicas is %d: all of them would work on the same objects. Set replicas to 1, or leave leader election on" $replicas) -}}
{{- end -}}
{{- end -}}
