"""One module per format, each reading bytes into the neutral blocks of `blocks.py`."""
