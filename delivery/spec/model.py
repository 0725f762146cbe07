"""The model of `service.yaml`: what a team says about a service. Every key here renders to something that runs."""

from __future__ import annotations

from typing import Annotated, Literal, Self, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from delivery.spec.forms import Form
from delivery.spec.problem import problem
from delivery.spec.quantities import Cpu, Memory, millicores, size_bytes

# A pod's name is its Deployment's and 17 characters more (two hashes); 63 is the longest DNS label (RFC 1035, 2.3.4).
LONGEST_NAME = 46

Name = Annotated[str, StringConstraints(pattern=Form.NAME, max_length=LONGEST_NAME)]
PortName = Annotated[str, StringConstraints(pattern=Form.PORT_NAME, max_length=15)]
# Below 1024 a port can be bound only with a privilege that no container here has.
PortNumber = Annotated[int, Field(ge=1024, le=65535)]
EnvName = Annotated[str, StringConstraints(pattern=Form.ENV_NAME)]
EnvValue = Annotated[str, StringConstraints(pattern=Form.ENV_VALUE)]
Ports: TypeAlias = dict[PortName, PortNumber]


class Model(BaseModel):
    """What all parts of a spec share: no unknown key, no value turned into another type, no change afterwards."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, hide_input_in_errors=True)

    @model_validator(mode="before")
    @classmethod
    def _takes_a_key_without_a_value_for_one_not_written(cls, written: object) -> object:
        if not isinstance(written, dict) or None not in written.values():
            return written
        known = {field.alias or name for name, field in cls.model_fields.items()}
        return {key: value for key, value in written.items() if value is not None or key not in known}


class Image(Model):
    """Which image runs."""

    repository: Annotated[str, StringConstraints(pattern=Form.REPOSITORY, max_length=255)] = Field(
        description="The image without tag and digest, such as ghcr.io/team/name."
    )
    tag: Annotated[str, StringConstraints(pattern=Form.TAG)] | None = Field(
        default=None, description="The version that is built, such as 1.4.2. `latest` is refused, because it moves."
    )
    digest: Annotated[str, StringConstraints(pattern=Form.DIGEST)] | None = Field(
        default=None, description="The content that is meant, as sha256:<64 hexadecimal digits>; it wins over the tag."
    )

    @property
    def reference(self) -> str:
        """The image as a container runtime takes it: `repository[:tag][@digest]`."""
        tag = f":{self.tag}" if self.tag else ""
        digest = f"@{self.digest}" if self.digest else ""
        return f"{self.repository}{tag}{digest}"

    @model_validator(mode="after")
    def _names_one_version(self) -> Self:
        if self.tag is None and self.digest is None:
            raise problem("neither tag nor digest is there", do='add one, such as tag: "1.0.0"')
        if self.tag == "latest":
            raise problem('"latest" is another image tomorrow', do="write the version that is meant", key=("tag",))
        return self


class HttpProbe(Model):
    """A question over HTTP that is well answered by a status from 200 to 399."""

    path: Annotated[str, StringConstraints(pattern=Form.URL_PATH, max_length=1024)] = Field(
        description="The path that is asked, such as /healthz."
    )
    port: PortName = Field(default="http", description="The name of the port that is asked; it must be one of `ports`.")


class Probes(Model):
    """How it is known that the service lives, and that it can be sent requests."""

    liveness: HttpProbe = Field(description="Fails: the container is restarted. It also says when the start is over.")
    readiness: HttpProbe = Field(description="Fails: the pod gets no requests until it is well again.")


class Requests(Model):
    """What a pod is promised, and what the scheduler finds a node for."""

    cpu: Cpu = Field(description='Cores, such as 250m or "2".')
    memory: Memory = Field(description="Bytes with a unit, such as 256Mi.")


class Limits(Model):
    """What a pod never gets more of."""

    cpu: Cpu | None = Field(default=None, description="Cores; what is requested if it is not written.")
    memory: Memory | None = Field(
        default=None, description="Bytes with a unit; what is requested if it is not written."
    )


class Resources(Model):
    """How much of a node one pod of the service may use."""

    requests: Requests = Field(description="What each pod is promised.")
    limits: Limits = Field(default_factory=Limits, description="What each pod never gets more of.")

    @property
    def cpu_limit(self) -> str:
        """The most CPU that a pod gets, such as `500m`."""
        return self.limits.cpu or self.requests.cpu

    @property
    def memory_limit(self) -> str:
        """The most memory that a pod gets, such as `256Mi`."""
        return self.limits.memory or self.requests.memory

    @model_validator(mode="after")
    def _promises_no_more_than_it_allows(self) -> Self:
        for key, requested, limit, measure in (
            ("cpu", self.requests.cpu, self.cpu_limit, millicores),
            ("memory", self.requests.memory, self.memory_limit, size_bytes),
        ):
            if measure(requested) > measure(limit):
                raise problem(
                    f"{limit} is less than the {requested} that is requested",
                    do=f'write "{requested}" or more, or request less',
                    key=("limits", key),
                )
        return self


class Service(Model):
    """A service as it is in one environment: the file's own keys with that environment's laid over them."""

    api_version: Literal["slipway/v1"] = Field(alias="apiVersion", description="The version of this format.")
    name: Name = Field(description="The service's name, the same as that of its folder under apps/.")
    team: Name = Field(description="The team that owns it.")
    image: Image = Field(description="The image that its pods run.")
    replicas: Annotated[int, Field(ge=0, le=1000)] = Field(
        default=2, description="How many pods run; two, so that one node can be drained, if it is not written."
    )
    ports: Ports = Field(
        default_factory=dict,
        description="The ports it listens on, by name. A service without one is a worker: nothing calls it.",
    )
    probes: Probes | None = Field(
        default=None, description="How its health is asked for; needed as soon as it has a port."
    )
    env: dict[EnvName, EnvValue] = Field(
        default_factory=dict,
        description="Environment variables. Values are taken as they stand; whoever reads the repository reads them.",
    )
    resources: Resources = Field(description="How much of a node one pod may use.")

    @model_validator(mode="after")
    def _gives_each_port_to_one_name(self) -> Self:
        owners: dict[int, str] = {}
        for name, number in self.ports.items():
            if number in owners:
                raise problem(
                    f"{number} is the port of {owners[number]} already",
                    do="give it a number of its own",
                    key=("ports", name),
                )
            owners[number] = name
        return self

    @model_validator(mode="after")
    def _is_probed_on_a_port_of_its_own(self) -> Self:
        if self.probes is None:
            if self.ports:
                raise problem(
                    "a service with ports needs probes",
                    do="add probes: {liveness: {path: /healthz}, readiness: {path: /healthz}}",
                    key=("probes",),
                )
            return self
        known = ", ".join(self.ports) or "none at all"
        for key, probe in (("liveness", self.probes.liveness), ("readiness", self.probes.readiness)):
            if probe.port not in self.ports:
                raise problem(
                    f'no port is named "{probe.port}"',
                    do=f"write one of ports, which has {known}",
                    key=("probes", key, "port"),
                )
        return self
