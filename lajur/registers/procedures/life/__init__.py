"""What happens to an edition around its days in force: reviewed, approved, put in force on its day, superseded."""
