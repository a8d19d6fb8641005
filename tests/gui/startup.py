"""Run by the real desktop as `--code startup.py`: uses the plugin as a person would and writes down what there is to see.

INDUSTRIAL_ATLAS_GUI names a folder. Each stage is written to its `report.json` as soon as it is done, so that a crash shows
where it happened; the pictures are for the eye. INDUSTRIAL_ATLAS_TOUR says what to do: `tour`, `twice` or `unload`.
"""

import json
import os
import traceback

import qgis.utils
from qgis.core import QgsApplication, QgsGraduatedSymbolRenderer, QgsProject
from qgis.PyQt.QtCore import QSize, QTimer
from qgis.PyQt.QtWidgets import QAction, QDockWidget, QMessageBox, QTreeView

import processing

FOLDER = os.environ["INDUSTRIAL_ATLAS_GUI"]
TOUR = os.environ["INDUSTRIAL_ATLAS_TOUR"]
NAME = "industrial_atlas"
ALGORITHMS = (
    "association", "attachregions", "bivariatechoropleth", "chart", "choropleth", "comparators",
    "concentration", "concentrationdecomposition", "densityclass", "exportmap", "groupindustries",
    "growthdecomposition", "harmonisedistricts", "hexcartogram", "importstatistics", "industrialdistricts",
    "locationquotient", "matchfirms", "onstolqmap", "relatedness", "shares", "shiftshare", "spatialclusters",
    "specialisation", "studyregions", "traditionalregions",
)
TICK, PATIENCE = 200, 60_000

iface = qgis.utils.iface
window = iface.mainWindow()
report = {"messages": [], "stages": [], "failure": ""}
held = {}


def listen(message, tag, level):
    report["messages"].append([tag, int(level), message])


QgsApplication.messageLog().messageReceived.connect(listen)


def write():
    with open(os.path.join(FOLDER, "report.json"), "w", encoding="utf-8") as file:
        json.dump(report, file, ensure_ascii=False, indent=1, default=str)


def picture(widget, name):
    QgsApplication.processEvents()
    widget.grab().save(os.path.join(FOLDER, f"{name}.png"))


def actions():
    """Return the plugin's actions; those that Qt will delete are deleted first."""
    QgsApplication.sendPostedEvents(None, 52)  # QEvent.DeferredDelete
    return window.findChildren(QAction, "industrialAtlasOpenSample")


def menus():
    return [action.text().replace("&", "") for action in iface.pluginMenu().actions() if "Industrial Atlas" in action.text()]


def provider():
    return QgsApplication.processingRegistry().providerById("industrialatlas")


def layers():
    return list(QgsProject.instance().mapLayers().values())


def maps():
    return [layer for layer in layers() if isinstance(getattr(layer, "renderer", lambda: None)(), QgsGraduatedSymbolRenderer)]


def describe(layer):
    renderer = layer.renderer()
    return {
        "name": layer.name(), "valid": layer.isValid(), "features": layer.featureCount(), "provider": layer.providerType(),
        "renderer": renderer.type() if renderer else "",
        "labels": [part.label() for part in renderer.ranges()] if isinstance(renderer, QgsGraduatedSymbolRenderer) else [],
    }


def wait(ready, then, patience=PATIENCE):
    """Look again and again until something is ready, then go on; give up loudly."""
    if ready():
        then()
    elif patience <= 0:
        stop("waited in vain")
    else:
        QTimer.singleShot(TICK, guard(lambda: wait(ready, then, patience - TICK)))


def pause(then, time=600):
    QTimer.singleShot(time, guard(then))


def guard(work):
    def run():
        try:
            work()
        except Exception:
            stop(traceback.format_exc())

    return run


def done(stage, **seen):
    report["stages"].append(stage)
    report[stage] = seen
    write()


def stop(failure=""):
    report["failure"] = failure
    write()
    if failure:
        os._exit(1)
    held.clear()
    QgsProject.instance().clear()  # or QGIS asks what to do with layers in memory
    pause(iface.actionExit().trigger)


def idle():
    return QgsApplication.taskManager().countActiveTasks() == 0 and not iface.mapCanvas().isDrawing()


# Stages ---------------------------------------------------------------------------------------------------------------


def see_the_plugin():
    window.resize(QSize(1360, 860))
    for dock in window.findChildren(QDockWidget):
        if dock.objectName() == "ProcessingToolbox":
            dock.show()
            for tree in dock.findChildren(QTreeView):
                model = tree.model()
                for row in range(model.rowCount()):
                    index = model.index(row, 0)
                    if "Industrial Atlas" in str(index.data()):
                        tree.expand(index)
                        for inner in range(model.rowCount(index)):
                            tree.expand(model.index(inner, 0, index))
                        tree.scrollTo(index, QTreeView.PositionAtTop)
    found = actions()
    done(
        "plugin", active=NAME in qgis.utils.active_plugins, menus=menus(), actions=len(found),
        enabled=bool(found) and found[0].isEnabled(), text=found[0].text() if found else "",
        icon=bool(found) and not found[0].icon().isNull(),
        algorithms=sorted(one.name() for one in provider().algorithms()) if provider() else [],
        layers=len(layers()),
    )
    actions()[0].trigger()
    wait(lambda: maps() and idle(), lambda: pause(see_the_sample, 1500))


def see_the_sample():
    tree = QgsProject.instance().layerTreeRoot()
    drawn = tree.findLayer(maps()[0].id())
    picture(window, "sample")
    canvas = iface.mapCanvas()
    shown = canvas.extent().intersects(canvas.mapSettings().layerExtentToOutputExtent(maps()[0], maps()[0].extent()))
    active = iface.activeLayer()
    done(
        "sample", layers=[describe(layer) for layer in layers()], groups=[group.name() for group in tree.findGroups()],
        order=[node.name() for node in tree.findLayers()], shown=shown, active=active.name() if active else "",
        legend=iface.layerTreeView().isExpanded(iface.layerTreeView().node2index(drawn)),
        titles=[layer.title() for layer in maps()], bar=[item.text() for item in iface.messageBar().items() if item.level() in (1, 2)],
    )
    open_dialogs(list(ALGORITHMS))


def open_dialogs(names):
    if not names:
        pause(run_an_algorithm)
        return
    name = names.pop(0)
    dialog = processing.createAlgorithmDialog(f"industrialatlas:{name}", {})
    held["dialog"] = dialog
    dialog.show()

    def look():
        picture(dialog, f"dialog_{name}")
        try:
            values = dialog.getParameterValues() if hasattr(dialog, "getParameterValues") else dialog.createProcessingParameters()
        except Exception as missing:  # what has no value yet
            values = {"": str(missing)}
        report.setdefault("dialogs", {})[name] = {
            "title": dialog.windowTitle(), "height": dialog.sizeHint().height(),
            "values": {key: str(value) for key, value in values.items()},
        }
        dialog.close()
        dialog.deleteLater()
        held.pop("dialog")
        open_dialogs(names)

    pause(look)


def run_an_algorithm():
    done("dialogs", **report.get("dialogs", {}))
    districts = next(layer for layer in layers() if layer.name().startswith("Districts"))
    before = len(layers())
    result = processing.runAndLoadResults("industrialatlas:densityclass", {
        "AREAS": districts, "POPULATION_FIELD": "pop_2020", "OUTPUT": "TEMPORARY_OUTPUT"})
    processing.run("industrialatlas:choropleth", {
        "AREAS": districts, "VALUE_FIELD": "pop_2020 / km2", "SCHEME": "fisher_jenks", "OUTPUT": "TEMPORARY_OUTPUT"})
    held["result"] = {name: value for name, value in result.items() if name != "OUTPUT"}
    wait(idle, lambda: pause(lambda: see_the_result(before), 1200))


def see_the_result(before):
    added = layers()[:]
    classes = [layer for layer in added if layer.renderer() and layer.renderer().type() == "categorizedSymbol"]
    picture(window, "density")
    done("run", numbers=held["result"], more=len(added) - before, names=[layer.name() for layer in classes],
         labels=[part.label() for part in classes[0].renderer().categories()] if classes else [])
    unload()


def unload():
    qgis.utils.unloadPlugin(NAME)
    seen = {"provider": provider() is not None, "actions": len(actions()), "menus": menus()}
    qgis.utils.loadPlugin(NAME)
    qgis.utils.startPlugin(NAME)
    done("reload", after_unload=seen, provider=provider() is not None, actions=len(actions()), menus=menus(),
         algorithms=len(provider().algorithms()) if provider() else 0)
    pause(see_the_end)


def click_twice():
    """Impatience must not crash, nor fill the project with the same again and again."""
    actions()[0].trigger()
    actions()[0].trigger()
    wait(lambda: maps() and idle_for(10), click_again)


def click_again():
    """With the sample there already."""
    actions()[0].trigger()
    held["idle"] = 0
    wait(lambda: idle_for(10), lambda: pause(see_the_second_sample, 1000))


def idle_for(times):
    held["idle"] = held.get("idle", 0) + 1 if idle() else 0
    return held["idle"] >= times


def see_the_second_sample():
    picture(window, "twice")
    done("twice", names=[node.name() for node in QgsProject.instance().layerTreeRoot().findLayers()])
    see_the_end()


def unload_while_it_runs():
    actions()[0].trigger()
    qgis.utils.unloadPlugin(NAME)
    wait(lambda: idle_for(10), lambda: pause(see_the_unloaded, 1000))


def see_the_unloaded():
    done("unload", provider=provider() is not None, actions=len(actions()), maps=len(maps()))
    see_the_end()


def see_the_end():
    done("end", boxes=[box.text() for box in window.findChildren(QMessageBox) if box.isVisible()])
    stop()


write()
QTimer.singleShot(1000, guard({"tour": see_the_plugin, "twice": click_twice, "unload": unload_while_it_runs}[TOUR]))
