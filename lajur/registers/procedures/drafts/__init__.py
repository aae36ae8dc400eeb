"""Drafts of SOPs: the editor in the browser, comparison with the edition in force, the trial run."""
