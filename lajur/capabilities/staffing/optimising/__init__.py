"""A Pokja for every package: chosen by optimisation, checked by rules written a second time, explained in words. Pure.

`proposing.propose` chooses, `checking.faults_in` checks any plan, `explaining.Explainer` tells why a person is or is
not in a Pokja; what goes in and out is in `problem`.
"""
