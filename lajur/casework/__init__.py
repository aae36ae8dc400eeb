"""The office: running cases, whatever the SOP."""
