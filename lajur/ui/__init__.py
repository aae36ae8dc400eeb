"""LOOK: base templates, components, style, and how a page answers. No models, no knowledge of any office."""
