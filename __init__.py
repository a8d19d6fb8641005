"""Industrial Atlas: where British industry is, by local authority district."""


def classFactory(iface):
    """Return the plugin, as QGIS asks for it."""
    from .plugin import IndustrialAtlasPlugin

    return IndustrialAtlasPlugin(iface)
