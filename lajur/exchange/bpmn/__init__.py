"""BPMN 2.0: a SOP as a diagram that other tools open, check and run, and a diagram as the draft of a SOP."""
