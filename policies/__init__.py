"""What judges a change before it merges: the Rego rules (`rego/`), the gate (`gate/`), the waivers and the settings."""
