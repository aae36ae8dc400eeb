"""The register of staff: level, certificates, leave, conflicts of interest, and what they carry elsewhere."""
