"""The SOPs as files, `<agency>/<sop>/sop.yaml`, and their one reader, checker and writer. No Django."""
