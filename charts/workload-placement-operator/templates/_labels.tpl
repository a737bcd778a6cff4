{{/*
Which pods a workload has. The release of the chart's own name knows them by their application alone, as
kustomize does: so one way of installation can take over from the other. A selector can never change, so an
upgrade leaves that of earlier charts, which named the release, too.
Takes kind, name, application and root.
*/}}
{{- define "workload.selector" -}}
{{- $deployed := dict -}}
{{- if .root.Release.IsUpgrade -}}
{{- $deployed = lookup "apps/v1" .kind (include "installation.namespace" .root) .name -}}
{{- end -}}
{{- if $deployed -}}
{{ toYaml $deployed.spec.selector.matchLabels }}
{{- else -}}
app.kubernetes.io/name: {{ .application }}
{{- if ne .root.Release.Name .root.Chart.Name }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
{{- end }}
{{- end -}}
{{- end -}}

{{- define "operator.selector" -}}
{{ include "workload.selector" (dict "kind" "Deployment" "name" (include "operator.name" .) "application" (include "application.name" .) "root" .) }}
{{- end -}}

{{- define "router.selector" -}}
{{ include "workload.selector" (dict "kind" .Values.router.kind "name" (include "router.name" .) "application" "workload-placement-router" "root" .) }}
{{- end -}}

{{- define "labels.common" -}}
{{- $global := .Values.global | default dict -}}
{{- toYaml (merge (deepCopy .Values.commonLabels) ($global.commonLabels | default dict)) -}}
{{- end -}}

{{/* Of everything that the chart makes. */}}
{{- define "operator.labels" -}}
{{- $own := dict
  "app.kubernetes.io/name" (include "application.name" .)
  "app.kubernetes.io/instance" .Release.Name
  "app.kubernetes.io/part-of" "workload-placement"
  "app.kubernetes.io/version" .Chart.AppVersion
  "app.kubernetes.io/managed-by" .Release.Service
  "helm.sh/chart" (printf "%s-%s" .Chart.Name .Chart.Version) -}}
{{- toYaml (merge $own (include "labels.common" . | fromYaml)) -}}
{{- end -}}

{{/*
Of pods: those that are selected by, then those of the user.
Takes selector, value (where podLabels stand), labels and root.
*/}}
{{- define "pod.labels" -}}
{{- $selector := .selector | fromYaml -}}
{{- range $name, $label := .labels -}}
{{- if and (hasKey $selector $name) (ne (get $selector $name) (toString $label)) -}}
{{- fail (printf "%s[%s] is %s: the pods are selected by %s, leave it out" $.value $name (toString $label) (get $selector $name)) -}}
{{- end -}}
{{- end -}}
{{- $own := dict
  "app.kubernetes.io/instance" .root.Release.Name
  "app.kubernetes.io/part-of" "workload-placement" -}}
{{- toYaml (merge (dict) $selector .labels $own (include "labels.common" .root | fromYaml)) -}}
{{- end -}}

{{/* Metadata of an object of the chart. Takes name, labels and annotations beside its own, and root. */}}
{{- define "object.metadata" -}}
name: {{ .name }}
namespace: {{ .namespace | default (include "installation.namespace" .root) }}
labels:
  {{- toYaml (merge (dict) (include "operator.labels" .root | fromYaml) (.labels | default dict)) | nindent 2 }}
{{- with .annotations }}
annotations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{/* Annotations of what callers of workloads on Knative need. Takes annotations and root. */}}
{{- define "router.annotations" -}}
{{- $own := dict -}}
{{- if .root.Values.router.keep -}}
{{- $own = dict "helm.sh/resource-policy" "keep" -}}
{{- end -}}
{{- toYaml (merge $own (.annotations | default dict)) -}}
{{- end -}}
