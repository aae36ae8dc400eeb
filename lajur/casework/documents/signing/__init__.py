"""Electronic signatures on papers: asked for by an officer, made by his certificate file or by BSrE, kept as a version
of the paper that stands beside the one it was made of.

`pades`, `placing`, `look` and `rules` know no Django; what reads somebody's file runs in a process apart (`apart`).
"""
