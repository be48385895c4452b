"""Trying the app on a real phone in the room: https on the LAN by a certificate authority of one's own."""
