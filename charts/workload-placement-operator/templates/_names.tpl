{{- define "application.name" -}}
{{ .Values.nameOverride | default .Chart.Name }}
{{- end -}}

{{/* One installation in a cluster needs no release name in its objects; a second one gets it. */}}
{{- define "operator.name" -}}
{{- $application := include "application.name" . -}}
{{- if .Values.fullnameOverride -}}
{{ .Values.fullnameOverride | trunc 45 | trimSuffix "-" }}
{{- else if eq .Release.Name $application -}}
{{ $application | trunc 45 | trimSuffix "-" }}
{{- else -}}
{{ printf "%s-%s" .Release.Name $application | trunc 45 | trimSuffix "-" }}
{{- end -}}
{{- end -}}

{{/* The beginning of the names of all that is not the operator itself; never its own name, also where that is cut. */}}
{{- define "installation.name" -}}
{{ include "operator.name" . | trimSuffix "-operator" }}
{{- end -}}

{{- define "installation.namespace" -}}
{{ .Values.namespaceOverride | default .Release.Namespace }}
{{- end -}}

{{- define "operator.serviceAccount" -}}
{{ .Values.serviceAccount.name | default (include "operator.name" .) }}
{{- end -}}

{{- define "router.name" -}}
{{ printf "%s-router" (include "installation.name" .) }}
{{- end -}}

{{- define "router.xds" -}}
{{ printf "%s-xds" (include "operator.name" .) }}
{{- end -}}

{{/* Whether the operator has rights in named namespaces alone. */}}
{{- define "rights.namespaced" -}}
{{- if .Values.watchNamespaces }}true{{ end -}}
{{- end -}}

{{- define "policies.name" -}}
{{ printf "%s-policies" (include "installation.name" .) }}
{{- end -}}

{{/*
Where an image lies: a registry that is given takes the place of the one in the repository, which is
what has a dot or a colon before the first slash.
Takes image, tag and root.
*/}}
{{- define "image" -}}
{{- $repository := .image.repository -}}
{{- $global := .root.Values.global | default dict -}}
{{- $registry := .image.registry | default $global.imageRegistry | default (dig "image" "registry" "" $global) -}}
{{- if $registry -}}
{{- $repository = printf "%s/%s" (trimSuffix "/" $registry) (regexReplaceAll "^(localhost|[^/]*[.:][^/]*)/" $repository "") -}}
{{- end -}}
{{ printf "%s:%s" $repository .tag }}{{ with .image.digest }}{{ printf "@%s" . }}{{ end }}
{{- end -}}

{{- define "router.bootstrap" -}}
{{ .Files.Get "files/envoy.yaml" | replace "workload-placement-operator-xds" (include "router.xds" .) }}
{{- end -}}
