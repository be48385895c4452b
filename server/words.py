"""What somebody searches for: it may be a name, and an address stands in logs, so that it comes in a header of its own."""

from typing import Annotated
from urllib.parse import unquote

from litestar.params import HeaderParameter

from server.errors import BadRequest

LONGEST = 100
WORDS = "Doorstep-Words"
Words = Annotated[str, HeaderParameter(name=WORDS, max_length=12 * LONGEST)]  # a sign of four bytes takes twelve when it is percent-encoded


def words_of(sent: str) -> str:
    """As they were typed, from UTF-8 that is percent-encoded. Raises BadRequest."""
    try:
        words = unquote(sent, errors="strict").strip()
    except UnicodeDecodeError:
        raise BadRequest("the words to search for are not text") from None
    if len(words) > LONGEST or "\0" in words:
        raise BadRequest("the words to search for are too long or not text")
    return words
