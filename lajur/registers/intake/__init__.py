"""Lists in other people's tables: a person says once which heading means what, a dry run tells what each row would do,
bad rows go back with their reasons, and the good ones are taken over in one go."""
