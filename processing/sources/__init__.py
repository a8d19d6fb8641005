"""Files of statistics as grids of cells: workbooks and text files, without QGIS and without a word on what cells mean."""
