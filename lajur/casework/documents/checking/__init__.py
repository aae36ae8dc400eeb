"""The page where anybody checks a paper: by the code printed on it, or by handing over the file."""
