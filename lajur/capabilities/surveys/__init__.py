"""Satisfaction surveys (PermenPANRB 14/2017): plan, questionnaire, collection, results."""
