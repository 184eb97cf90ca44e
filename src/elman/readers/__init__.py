"""Files as columns: formats, the dialect of a text file, and the options of reading."""
