"""What a wrong `service.yaml` is answered with: one sentence, and not a byte written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from delivery.errors import SpecError
from delivery.render import plan

SPEC = "apps/shop/service.yaml"

# What is replaced, by what → the line, and the sentence after it.
WRONG = [
    ("image:\n", "imgae:\n", 4, 'imgae: there is no such key; write "image"'),
    ("environments:", "enviroments:", 14, 'enviroments: there is no such key; write "environments"'),
    ("requests: {cpu", "reqests: {cpu", 13, 'resources.reqests: there is no such key; write "requests"'),
    ("replicas: 3", "replicsa: 3", 17, 'replicsa: there is no such key; write "replicas"'),
    (
        "  tag:",
        "  zzz: 1\n  tag:",
        6,
        "image.zzz: there is no such key; write one of repository, tag, digest",
    ),
    ("team: sales\n", "", 1, 'team: is missing; add "team:" and its value'),
    ("team: sales\n", "team:\n", 3, "team: has no value; write one"),
    ("replicas: 3", "replicsa:", 17, 'replicsa: there is no such key; write "replicas"'),
    ("replicas: 3", "env: {DEBUG: }", 17, 'env.DEBUG: has no value; write one, such as ""'),
    ("http: 8080", "http:", 8, "ports.http: has no value; write a whole number"),
    ("cpu: 100m, ", "", 13, 'resources.requests.cpu: is missing; add "cpu:" and its value'),
    ("slipway/v1", "slipway/v2", 1, 'apiVersion: "slipway/v2" is not known here; write slipway/v1'),
    ("64Mi", "512Mb", 13, 'resources.requests.memory: "512Mb" is not an amount of memory; write "512Mi"'),
    ("64Mi", "512m", 13, 'resources.requests.memory: "512m" is not an amount of memory; write "512Mi"'),
    ("64Mi", "512", 13, 'resources.requests.memory: 512 is not an amount of memory; write "512Mi"'),
    # A comma ends a value between braces, so this is a key "5 GB".
    ("64Mi", "1,5 GB", 13, "resources.requests.5 GB: there is no such key; write one of cpu, memory"),
    ("64Mi", '"1,5 GB"', 13, 'resources.requests.memory: "1,5 GB" is not an amount of memory; write "1.5Gi"'),
    ("64Mi", "lots", 13, 'resources.requests.memory: "lots" is not an amount of memory; write it like "256Mi"'),
    ("100m", "100M", 13, 'resources.requests.cpu: "100M" is not an amount of CPU; write "100m"'),
    ("100m", "2 cores", 13, 'resources.requests.cpu: "2 cores" is not an amount of CPU; write "2"'),
    ("100m", "0", 13, 'resources.requests.cpu: 0 is not a whole number of thousandths of a core; write "1m" or more'),
    ("100m", "true", 13, 'resources.requests.cpu: true is not an amount of CPU; write it like "250m"'),
    (
        "64Mi}",
        "64Mi}\n  limits: {memory: 32Mi}",
        14,
        'resources.limits.memory: 32Mi is less than the 64Mi that is requested; write "64Mi" or more, or request less',
    ),
    ("name: shop", "name: Shop_Front", 2, 'name: "Shop_Front" is not a DNS label; write "shop-front"'),
    ("name: shop", "name: shop-front", 2, 'name: "shop-front" is not the name of its folder; write "shop"'),
    ("name: shop", f"name: {'s' * 47}", 2, "is too long; write at most 46 characters"),
    ("team: sales", "team: 7", 3, 'team: 7 is not text; write it in quotes, "7"'),
    ("team: sales", "team: [sales]", 3, "team: a list stands where text must stand; write a single value"),
    ('"1.0"', "1.0", 6, 'image.tag: 1.0 is not text; write it in quotes, "1.0"'),
    ('"1.0"', "latest", 6, 'image.tag: "latest" is another image tomorrow; write the version that is meant'),
    ('  tag: "1.0"\n', "", 4, 'image: neither tag nor digest is there; add one, such as tag: "1.0.0"'),
    ('tag: "1.0"', "digest: sha256:12", 6, 'image.digest: "sha256:12" is not an image\'s digest'),
    ("dev/shop", "dev/shop:1.0", 5, "and the tag under the key tag"),
    ("http: 8080", 'http: "8080"', 8, 'ports.http: "8080" is text; write 8080 without quotes'),
    ("http: 8080", "http: many", 8, 'ports.http: "many" is not a whole number; write a whole number'),
    ("http: 8080", "http: 80", 8, "ports.http: 80 is too small; write 1024 or more"),
    ("http: 8080", "http: 80800", 8, "ports.http: 80800 is too large; write 65535 or less"),
    ("http: 8080", "HTTP_: 8080", 8, 'ports.HTTP_: "HTTP_" is not a name for a port; write "http"'),
    (
        "http: 8080",
        "http: 8080\n  metrics: 8080",
        9,
        "ports.metrics: 8080 is the port of http already; give it a number of its own",
    ),
    (
        "readiness: {path: /healthz}",
        "readiness: {path: /healthz, port: web}",
        11,
        'probes.readiness.port: no port is named "web"; write one of ports, which has http',
    ),
    ("liveness: {path: /", "liveness: {path: ", 10, 'probes.liveness.path: "healthz" is not a path; write "/healthz"'),
    (
        "probes:\n  liveness: {path: /healthz}\n  readiness: {path: /healthz}\n",
        "",
        1,
        "probes: a service with ports needs probes; add probes: {liveness: {path: /healthz}",
    ),
    ("replicas: 3", 'replicas: "3"', 17, 'replicas: "3" is text; write 3 without quotes'),
    ("replicas: 3", "replicas: -1", 17, "replicas: -1 is too small; write 0 or more"),
    ("replicas: 3", "replicas: true", 17, "replicas: true is not a whole number; write a whole number"),
    ("replicas: 3", "env: {PORT: 8080}", 17, 'env.PORT: 8080 is not text; write it in quotes, "8080"'),
    (
        "replicas: 3",
        "env: {LOG-LEVEL: debug}",
        17,
        'env.LOG-LEVEL: "LOG-LEVEL" is not a name for a variable; write "LOG_LEVEL"',
    ),
    ("replicas: 3", "env: DEBUG", 17, 'env: "DEBUG" stands where keys must stand; write keys under "env:"'),
    ("replicas: 3", 'env: {A: "\\0"}', 17, "is not a value for a variable; take the NUL character out"),
    ("replicas: 3", "name: other", 17, "environments.dev.name: is the same in every environment; remove it here"),
    ("  dev:\n", "  development:\n", 16, "environments.development: there is no such environment"),
    ("  dev:\n", "  stagin:\n", 16, 'environments.stagin: there is no such environment; write "staging"'),
    ("  local: {}", "  local: 3", 15, "environments.local: keys must stand here; write local: {} if nothing differs"),
    (
        "environments:\n  local: {}\n  dev:\n    replicas: 3\n",
        "",
        1,
        "environments: names no environment; add environments: {local: {}}",
    ),
    # What YAML does with things that look harmless.
    ("team: sales", "team: no", 3, 'no is read in different ways by different YAML readers; write it as "no" or'),
    ("team: sales", "team: 010", 3, '010 is read in different ways by different YAML readers; write it as "010"'),
    ('"1.0"', "1e3", 6, '1e3 is read in different ways by different YAML readers; write it as "1e3"'),
    ('"1.0"', "12e4567", 6, '12e4567 is read in different ways by different YAML readers; write it as "12e4567"'),
    ("team: sales", "team: 2024-01-01", 3, "2024-01-01 is read in different ways"),
    ("replicas: 3", "replicas: 0o17", 17, "0o17 is read in different ways"),
    ("replicas: 3", "replicas: 1_000", 17, "1_000 is read in different ways"),
    ("replicas: 3", "env: {ON: on}", 17, "ON is read in different ways"),
    ("replicas: 3", f"replicas: {'9' * 5000}", 17, "has too many digits for a number; put it in quotes"),
    (
        "team: sales",
        "team: sales\nteam: other",
        4,
        "team: stands a second time (first on line 3); remove one of the two",
    ),
    ("team: sales", "team: &t sales", 3, "&t is an anchor; remove it, and write out what its aliases stand for"),
    ("team: sales", "team: *t", 3, "*t is an alias; write out what it stands for"),
    ("team: sales", "team: !!str sales", 3, "!!str is a tag; remove it, and put text in quotes"),
    ("team: sales", "team: !!python/object:os.system x", 3, "!!python/object:os.system is a tag"),
    ("team: sales", "7: sales", 3, '"7" stands where a name must stand; write a name, in quotes if need be'),
    ("team: sales", "? [team]\n: sales", 3, "a list or mapping stands where a name must stand"),
    ("team: sales", "team: sales: x", 3, "is not YAML (mapping values are not allowed in this context); put a value"),
    ("  http: 8080", "\thttp: 8080", 8, "indent with spaces, not with tabs"),
    ("team: sales", "team: 'sales", None, "is not YAML (found unexpected end of stream); close the quotes"),
    ("  local: {}", "  local: {", None, "is not YAML"),
    ("team: sales", "team: \x07", 3, "holds a character that YAML does not allow"),
    ("team: sales", f"team: {'[' * 40}{']' * 40}", 3, "is nested more than 16 levels deep"),
    ("team: sales\n", "team: sales\n---\n", 4, "a second document begins here; keep one service a file"),
]


@pytest.mark.parametrize(("old", "new", "line", "sentence"), WRONG, ids=[str(number) for number in range(len(WRONG))])
def test_one_sentence_names_the_line_the_key_and_what_to_write_and_nothing_is_written(
    checkout: Path,
    edit: Callable[..., None],
    files: Callable[[], dict[str, bytes]],
    old: str,
    new: str,
    line: int | None,
    sentence: str,
) -> None:
    edit(old, new)
    before = files()
    with pytest.raises(SpecError) as caught:
        plan(checkout)
    said = str(caught.value)
    assert "\n" not in said
    assert said.startswith(f"{SPEC}:{line}: " if line else f"{SPEC}:"), said
    assert sentence in said
    assert files() == before


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "apps/shop/service.yaml: is empty; write a service into it"),
        (b"# only a comment\n", "apps/shop/service.yaml: is empty; write a service into it"),
        (b"- a\n", "apps/shop/service.yaml:1: the file must hold keys and values; begin it with"),
        (b"---\n", "the file must hold keys and values; begin it with"),
        (b"a: 1\nb: \xff\n", "apps/shop/service.yaml:2: is not UTF-8 text; save the file as UTF-8"),
        (b"a: b\n" * 60_000, "is 300000 bytes long, more than the 262144 that a spec may have"),
    ],
)
def test_a_file_that_is_no_spec_at_all_is_refused(checkout: Path, content: bytes, sentence: str) -> None:
    (checkout / SPEC).write_bytes(content)
    with pytest.raises(SpecError) as caught:
        plan(checkout)
    assert sentence in str(caught.value)


def test_a_spec_that_cannot_be_read_is_named(checkout: Path) -> None:
    (checkout / SPEC).unlink()
    (checkout / SPEC).mkdir()
    with pytest.raises(SpecError, match=r"apps/shop/service\.yaml: cannot be read \(Is a directory\)"):
        plan(checkout)


def test_a_misspelt_key_is_named_before_the_key_that_is_therefore_missing(
    checkout: Path, edit: Callable[..., None]
) -> None:
    edit("name: shop", "nmae: shop")
    with pytest.raises(SpecError, match=f'^{SPEC}:2: nmae: there is no such key; write "name"$'):
        plan(checkout)


def test_of_two_problems_the_first_in_the_file_is_told(checkout: Path, edit: Callable[..., None]) -> None:
    edit("64Mi", "64MB")
    edit("http: 8080", "http: 80")
    with pytest.raises(SpecError, match=f"^{SPEC}:8: ports.http: "):
        plan(checkout)


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("team: sales", 'team: "\\e[31mred"', 'team: "\\u001b[31mred" is not'),
        ("team: sales", 'team: "\\x9b31mred\\x7f"', 'team: "\\x9b31mred\\x7f" is not'),
        ("team: sales", 'team: sales\n"\\e[31mred": 1', "\\x1b[31mred: there is no such key"),
        ("team: sales", 'team: sales\n"\\n": 1\n"\\n": 2', "\\n: stands a second time"),
        ("  dev:", '  "\\e[31mred":', "environments.\\x1b[31mred: there is no such environment"),
    ],
)
def test_what_a_terminal_would_obey_is_not_repeated_to_it(
    checkout: Path, edit: Callable[..., None], old: str, new: str, shown: str
) -> None:
    edit(old, new)
    with pytest.raises(SpecError) as caught:
        plan(checkout)
    assert shown in str(caught.value)
    assert str(caught.value).isprintable()


def test_a_mistake_under_an_environment_is_found_on_its_own_line(checkout: Path, edit: Callable[..., None]) -> None:
    edit("    replicas: 3", "    resources:\n      requests: {memory: 64MB}")
    with pytest.raises(SpecError, match=f'^{SPEC}:18: resources.requests.memory: "64MB" is not'):
        plan(checkout)


def test_a_key_missing_for_all_is_missed_where_its_group_begins(checkout: Path, edit: Callable[..., None]) -> None:
    edit("  repository: ghcr.io/slipway-dev/shop\n", "")
    edit("  local: {}", '  local: {image: {tag: "2.0"}}')
    with pytest.raises(SpecError, match=f"^{SPEC}:4: image.repository: is missing"):
        plan(checkout)
