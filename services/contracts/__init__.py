"""The messages between a terminal and its hub, version 1.

JSON in UTF-8 over HTTP. Dates are ISO 8601 days of China Standard Time (Asia/Shanghai); instants are RFC 3339
with a time zone. Unknown fields are ignored on both sides, so that an old terminal and a new hub can meet.
"""
