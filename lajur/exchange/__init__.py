"""Other people's formats: the SOP sheet on paper, and what other programs read and write. Pure: no framework."""
