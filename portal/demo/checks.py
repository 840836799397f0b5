"""The content files, read and checked before anything is loaded."""

from pathlib import Path

from .content_files import FOLDER, BrokenContentError, Content, read
from .facts import fact_problems
from .shapes import shape_problems


def checked_content(folder: Path = FOLDER) -> Content:
    """Return the content of a folder.

    Look at references and facts once every entry has its fields. Raise `BrokenContentError` with all that is
    wrong.
    """
    content = read(folder)
    problems = list(shape_problems(content)) or fact_problems(content)
    if problems:
        raise BrokenContentError(problems)
    return content
