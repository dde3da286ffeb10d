"""What a PDF must not hold, told from its bytes. No reader of ours ever runs one.

This is a check for people of good will and the known tricks, not a proof: a PDF is therefore only
ever sent as a download, to a reader that has a sandbox of its own.
"""

import re
import zlib

# Actions that start by themselves or start something else, other files inside, and passwords.
# Long names: in compressed bytes they do not come about by chance, so they are sought everywhere.
_ACTIVE = re.compile(
    rb"/(?:JavaScript|Launch|EmbeddedFiles?|Filespec|OpenAction|RichMedia|Rendition|SubmitForm"
    rb"|ImportData|GoToE|XFA)(?![A-Za-z0-9])"
)
_ENCRYPTED = re.compile(rb"/Encrypt(?![A-Za-z0-9])")
# Short names come about by chance, so they are sought only outside of streams.
_ACTIVE_SHORT = re.compile(rb"/(?:JS|AA)(?![A-Za-z0-9])")
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_HEADER = re.compile(rb"%PDF-[12]\.[0-9]")
_BEGINS = re.compile(rb"(?<!end)stream\r?\n")
_OBJECTS = re.compile(rb"/ObjStm(?![A-Za-z0-9])")
_FLATE_ONLY = re.compile(rb"/Filter\s*(?:\[\s*)?/(?:FlateDecode|Fl)\s*(?:\]|/|>|[A-Z]|\s)")
_FILTER = re.compile(rb"/Filter(?![A-Za-z0-9])")
_TAIL = 1024
# A stream's dictionary stands before it; those of object streams are short.
_DICTIONARY = 1024
# Objects are text and shrink to a tenth; more than this is made to hurt.
_MOST_OBJECTS = 32 << 20
_MOST_STREAMS = 20_000
# 10 MB of compressed bytes hold 40,000 of this sign by chance.
_MOST_ESCAPES = 200_000


class NotAPdf(Exception):
    """The bytes are refused; the argument is the rule: type, broken, active or encrypted."""


def check(data: bytes) -> None:
    """Raise NotAPdf unless it is a whole PDF without a password, scripts or files inside.

    Names written with escapes (`/J#61vaScript`) and names in compressed object streams are found
    too; object streams that are not plain Flate are refused, because they cannot be looked into.
    """
    if not _HEADER.match(data):
        raise NotAPdf("type")
    tail = data[-_TAIL:]
    _, mark, after = tail.rpartition(b"%%EOF")
    if not mark or after.strip(b"\r\n\t\0 ") or b"startxref" not in tail:
        raise NotAPdf("broken")
    _refuse_names(data)
    streams = _streams(data)
    _refuse_short_names(_outside(data, streams))
    left = _MOST_OBJECTS
    for begin, end in streams:
        before = _dictionary(data, begin)
        if _OBJECTS.search(before):
            objects = _objects(data[begin:end], before, left)
            left -= len(objects)
            _refuse_names(objects)
            _refuse_short_names(objects)


def _streams(data: bytes) -> list[tuple[int, int]]:
    """Return where each stream's content begins and ends. Reads every byte once."""
    found: list[tuple[int, int]] = []
    at = 0
    while mark := _BEGINS.search(data, at):
        end = data.find(b"endstream", mark.end())
        if end < 0:
            raise NotAPdf("broken")
        if len(found) == _MOST_STREAMS:
            raise NotAPdf("active")
        found.append((mark.end(), end))
        at = end + len(b"endstream")
    return found


def _outside(data: bytes, streams: list[tuple[int, int]]) -> bytes:
    edges = [0, *(edge for stream in streams for edge in stream), len(data)]
    return b" ".join(data[a:b] for a, b in zip(edges[::2], edges[1::2], strict=True))


def _refuse_names(data: bytes) -> None:
    plain = _unescaped(data)
    if _ENCRYPTED.search(plain):
        raise NotAPdf("encrypted")
    if _ACTIVE.search(plain):
        raise NotAPdf("active")


def _refuse_short_names(data: bytes) -> None:
    if _ACTIVE_SHORT.search(_unescaped(data)):
        raise NotAPdf("active")


def _unescaped(data: bytes) -> bytes:
    if data.count(b"#") > _MOST_ESCAPES:
        raise NotAPdf("active")
    return _ESCAPED.sub(lambda found: bytes((int(found.group(1), 16),)), data)


def _dictionary(data: bytes, at: int) -> bytes:
    """Return what stands between the object's beginning and its stream, names as they mean."""
    before = data[max(0, at - _DICTIONARY) : at]
    return _unescaped(before[before.rfind(b" obj") + 1 :])


def _objects(packed: bytes, dictionary: bytes, most: int) -> bytes:
    if not _FILTER.search(dictionary):
        return packed
    if not _FLATE_ONLY.search(dictionary) or b"/DecodeParms" in dictionary:
        raise NotAPdf("active")
    reader = zlib.decompressobj()
    try:
        objects = reader.decompress(packed, most)
    except zlib.error:
        raise NotAPdf("broken") from None
    if reader.unconsumed_tail:
        raise NotAPdf("active")
    return objects
