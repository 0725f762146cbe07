from __future__ import annotations

import pytest

from components.gitops.template import readings


@pytest.mark.parametrize(
    "template",
    [
        '{{ index .metadata.annotations "k/a" }}',
        '{{index $.metadata.annotations "k/a"}}',
        '{{ index .metadata "annotations" "k/a" }}',
        '{{ index . "metadata" "annotations" "k/a" }}',
        '{{ index (index .metadata "annotations") "k/a" }}',
        '{{ get .metadata.annotations "k/a" | quote }}',
        "{{- if hasKey .metadata.annotations `k/a` -}}",
        '{{ dig "metadata" "annotations" "k/a" "none" . }}',
        '{{ dig "annotations" "k/a" "" .metadata }}',
        '{{ .metadata.annotations | dig "k/a" "" }}',
        '{{ pluck "k/a" .metadata.annotations | first }}',
        '{{ default "x" (index .metadata.annotations "k/a") | splitList "," | first }}',
        '{{ if and (eq .name "x") (index .metadata.annotations "k/a") }}',
        '{{ with index .metadata.annotations "k/a" }}{{ . }}{{ end }}',
        '{{ printf "%s-%s" .name (index .metadata.annotations "k/a") }}',
        '{{ "}}" }}{{ index .metadata.annotations "k/a" }}',
        "{{metadata.annotations.k/a}}",
    ],
)
def test_every_spelling_of_a_read_is_found(template: str) -> None:
    assert [(one.kind, one.key, one.dotted) for one in readings(template)] == [("annotations", "k/a", False)]


@pytest.mark.parametrize(
    "template",
    ["{{ .metadata.annotations.k }}", "{{ (index .metadata `annotations`).k }}", "{{ $.metadata.annotations.k }}"],
)
def test_a_key_written_as_a_field_is_told_apart(template: str) -> None:
    assert [(one.key, one.dotted) for one in readings(template)] == [("k", True)]


def test_labels_are_read_in_the_same_ways() -> None:
    found = readings('{{ index .metadata.labels "l" }} {{metadata.labels.m}} {{ dig "labels" "n" "" .metadata }}')
    assert [(one.kind, one.key) for one in found] == [("labels", "l"), ("labels", "m"), ("labels", "n")]


@pytest.mark.parametrize(
    "template",
    [
        "{{ index .metadata.annotations $key }}",
        "{{ index .metadata.annotations .name }}",
        "{{ range $key, $value := .metadata.annotations }}",
        "{{ $all := .metadata.annotations }}",
        "{{ toJson .metadata }}",
        "{{ with .metadata.annotations }}",
    ],
)
def test_a_read_that_only_a_run_would_tell_has_no_key(template: str) -> None:
    assert [one.key for one in readings(template)] == [None]


@pytest.mark.parametrize(
    "text",
    [
        "{{ .name }} {{ .server }} {{ index .path.segments 1 }} {{ .metadata.name }}",
        '{{/* index .metadata.annotations "k" */}}',
        '{{ index .Values.annotations "k" }} {{ .values.annotations.k }} {{ $other.metadata.annotations.k }}',
        'metadata: {annotations: {"k": "v"}}',
        "",
    ],
)
def test_what_reads_neither_is_passed_over(text: str) -> None:
    assert readings(text) == []


def test_a_read_tells_its_line_after_a_comment_of_many() -> None:
    text = 'a:\n{{- /* two\nlines */ -}}\n  b: {{ .name }}\n  c: "{{ index .metadata.annotations `k` }}"\n'
    assert [(one.line, one.written) for one in readings(text)] == [(5, "{{ index .metadata.annotations `k` }}")]
