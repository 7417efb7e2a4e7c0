"""A text message gateway that sends nothing: it speaks a provider's protocol, for tests and demonstrations.

A program of its own (`python -m services.sms_standin --help`). Shares no code with those who use it, so
that no mistake can be made on both sides alike. On this machine only.
"""
