"""The index: which documents it holds, and how it keeps in step with the database."""
