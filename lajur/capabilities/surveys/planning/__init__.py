"""The plan of a survey: period, services, groups, how many must answer, what is asked."""
