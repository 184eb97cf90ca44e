"""Files and frames as columns: formats, what a text file is written in, and what is told about reading."""
