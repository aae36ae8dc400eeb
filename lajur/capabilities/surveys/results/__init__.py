"""Results: what is counted, figured, drawn, shown and published."""
