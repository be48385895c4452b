"""The protocol's number, what each number brought, and the oldest that is still served."""

from sync.protocol import PROTOCOL

OLDEST_SERVED = 1

HISTORY = {
    1: "Slices, feeds and cards down; commands, receipts and custody up.",
}

# A fingerprint of the wire's Structs in each version. An addition (a new command type, a new optional field of a reply)
# keeps the number and takes a new fingerprint; anything that an old phone or an old server would misread takes a new
# command type, and what cannot be said that way a new number.
FINGERPRINTS = {
    1: "0d6ada85db270d57",
}

assert max(HISTORY) == PROTOCOL
