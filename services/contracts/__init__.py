"""The messages between a terminal and its hub, version 1.

JSON in UTF-8 over HTTP. Dates are ISO 8601 days of China Standard Time (Asia/Shanghai); instants are RFC 3339
with a time zone. So that an old terminal and a new hub can meet, unknown fields are ignored on both sides, a
terminal reads a word that it does not know as the plainest one (`base.otherwise`, beside each field), and
sign-in tells what the hub can do. A new word for which the plainest would be a lie needs a new version of the
path.
"""
