"""What moto's launch templates get wrong: tags that change, and whose tags a version holds."""

from __future__ import annotations

from typing import Any


def complete_launch_templates(backend_class: Any) -> None:
    """Mend moto's launch templates, once in this process.

    Args:
        backend_class: moto's EC2Backend.
    """
    from moto.ec2.models.launch_templates import LaunchTemplate

    def create_launch_template(
        backend: Any, name: str, description: str, template_data: dict[str, Any], tag_spec: dict[str, Any]
    ) -> Any:
        """Leave the template's own tags out of its first version, which holds those of what is launched alone."""
        given = template_data.get("TagSpecifications", [])
        launched = [one for one in given if one.get("ResourceType") != "launch-template"]
        data = {**template_data, "TagSpecifications": launched} if given else template_data
        return plain_create(backend, name, description, data, tag_spec)

    plain_create = backend_class.create_launch_template
    backend_class.create_launch_template = create_launch_template
    # Moto keeps those of the creation; nothing but a template's start sets them.
    LaunchTemplate.tags = property(lambda template: template.get_tags(), lambda template, tags: None)
