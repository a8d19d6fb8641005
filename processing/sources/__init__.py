"""Files of statistics as grids of cells: workbooks and text files, without QGIS or a word on what cells mean."""
