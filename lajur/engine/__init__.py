"""What a SOP is and how a case moves. Pure: no framework, no files, no clock of its own."""
