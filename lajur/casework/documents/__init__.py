"""Records: the immutable documents of cases, as files kept by their hash or as written text."""
