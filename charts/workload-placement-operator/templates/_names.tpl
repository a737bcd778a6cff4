{{/* One installation in a cluster needs no release name in its objects; a second one gets it. */}}
{{- define "operator.name" -}}
{{- if eq .Release.Name .Chart.Name -}}
{{ .Chart.Name }}
{{- else -}}
{{ printf "%s-%s" .Release.Name .Chart.Name | trunc 45 | trimSuffix "-" }}
{{- end -}}
{{- end -}}

{{- define "operator.serviceAccount" -}}
{{ .Values.serviceAccount.name | default (include "operator.name" .) }}
{{- end -}}

{{- define "operator.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "operator.labels" -}}
{{ include "operator.selector" . }}
app.kubernetes.io/part-of: workload-placement
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end -}}

{{/* Never the operator's own name, also where that is cut. */}}
{{- define "router.name" -}}
{{ printf "%s-router" (include "operator.name" . | trimSuffix "-operator") }}
{{- end -}}

{{- define "router.xds" -}}
{{ printf "%s-xds" (include "operator.name" .) }}
{{- end -}}

{{- define "router.selector" -}}
app.kubernetes.io/name: workload-placement-router
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "router.labels" -}}
{{ include "router.selector" . }}
app.kubernetes.io/part-of: workload-placement
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end -}}

{{- define "router.image" -}}
{{- with .Values.router.image -}}
{{ printf "%s:%s" .repository .tag }}{{ with .digest }}{{ printf "@%s" . }}{{ end }}
{{- end -}}
{{- end -}}

{{- define "router.bootstrap" -}}
{{ .Files.Get "files/envoy.yaml" | replace "workload-placement-operator-xds" (include "router.xds" .) }}
{{- end -}}

{{/* The port of metrics and health: where the operator listens, and whoever asks it has to follow. */}}
{{- define "operator.httpPort" -}}
{{- $given := "" -}}
{{- if hasKey .Values.settings "HTTP_PORT" -}}
{{- $given = toString .Values.settings.HTTP_PORT -}}
{{- end -}}
{{ $given | default "8080" }}
{{- end -}}

{{/* What the operator would start with, and the rest of the installation would not go with. */}}
{{- define "operator.checkSettings" -}}
{{- $settings := .Values.settings -}}
{{- range $name := list "POD_NAMESPACE" "POD_NAME" -}}
{{- if hasKey $settings $name -}}
{{- fail (printf "settings.%s is set by the chart from the pod itself: leave it out" $name) -}}
{{- end -}}
{{- end -}}
{{- if hasKey $settings "ANNOTATED_SERVICES" -}}
{{- fail "settings.ANNOTATED_SERVICES is set by the chart: write annotatedServices.enabled" -}}
{{- end -}}
{{- range $name := list "XDS_PORT" "ROUTER_SERVICE" -}}
{{- if hasKey $settings $name -}}
{{- fail (printf "settings.%s is set by the chart: write router.enabled" $name) -}}
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
{{- if and (hasKey $settings "LEADER_ELECTION") (eq (lower (toString $settings.LEADER_ELECTION)) "false") (gt (int .Values.replicas) 1) -}}
{{- fail (printf "settings.LEADER_ELECTION is false and replicas is %d: all of them would work on the same objects. Set replicas to 1, or leave leader election on" (int .Values.replicas)) -}}
{{- end -}}
{{- end -}}
