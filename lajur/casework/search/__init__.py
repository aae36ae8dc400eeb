"""One search box over cases, documents, people and SOPs."""
