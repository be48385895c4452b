"""What can be wrong with a whole call to the sync endpoint. What is wrong with one command is a receipt, not an error.

SyncError                 (each has a status and a stable code; server/errors.py makes problem+json of it)
├── BadRequest            400 bad_request: a wrong envelope; stores nothing
│   ├── BadEncoding       400 bad_encoding: not UTF-8
│   ├── BadJson           400 bad_json: not JSON
│   └── TooDeep           400 too_deep: nested past 16
├── UnsupportedProtocol   400 unsupported_protocol
├── OtherPerson           403 other_person: the replica is another person's for ever
├── AccessEnded           403 access_ended
├── TooLarge              413 too_large: more than 1 MiB or 500 commands; the phone halves the batch
└── UnreadableFile        422 (what was handed in as a file of unsent work)
    ├── NotAnOutbox       422 not_an_outbox: something else, or changed on the way
    ├── FileCutOff        422 file_cut_off: its beginning, and not its end
    └── OtherFileVersion  422 other_file_version: an app newer than this server made it
"""


class SyncError(Exception):
    """Expected, and the whole call's. `detail` is for a developer: never a name, an address or a note."""

    status = 400
    code = "bad_request"

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail)
        self.detail = detail


class BadRequest(SyncError):
    """The envelope is not what SPEC.md's "Wire" says."""


class BadEncoding(BadRequest):
    code = "bad_encoding"


class BadJson(BadRequest):
    code = "bad_json"


class TooDeep(BadRequest):
    code = "too_deep"


class UnsupportedProtocol(SyncError):
    code = "unsupported_protocol"


class OtherPerson(SyncError):
    status = 403
    code = "other_person"


class AccessEnded(SyncError):
    status = 403
    code = "access_ended"


class TooLarge(SyncError):
    status = 413
    code = "too_large"


class UnreadableFile(SyncError):
    status = 422
    code = "unreadable_file"


class NotAnOutbox(UnreadableFile):
    code = "not_an_outbox"


class FileCutOff(UnreadableFile):
    code = "file_cut_off"


class OtherFileVersion(UnreadableFile):
    code = "other_file_version"
