"""Follow-ups: the plan, its approval, the tasks of those responsible, the evaluation."""
