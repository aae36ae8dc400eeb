"""SOPs looked at again: monitored every half year, evaluated every year."""
