"""Class breaks to renderers, and renderers to layers that stay styled."""
