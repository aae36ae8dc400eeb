"""The official SOP sheet (PermenPANRB 35/2012): its drawing as geometry, and the pages made of it.

`flow` says what is drawn, `lattice` finds the lines' ways, `drawing` lays out pages, `paper` makes the PDF.
"""
