"""An agency's whole archive as one file it can take anywhere: people, rules, cases, journal, with what proves them."""
