"""The pull-request gate as a library: inputs → documents → engines → findings − waivers → report."""
