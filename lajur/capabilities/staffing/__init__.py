"""Who does what in the procurement unit: competence of its people, teams, and a Pokja for every package."""
