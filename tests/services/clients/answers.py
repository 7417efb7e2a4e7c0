"""What servers say, byte by byte: a hub, and what is none."""

import json

STATE = {"idle_seconds": 180, "must_change_password": False, "now": "2026-11-20T08:00:00Z"}
SESSION = json.dumps(STATE).encode()
HEALTH = b'{"status": "ok", "now": "2026-11-20T08:00:00Z"}'
DATE = "Fri, 20 Nov 2026 08:00:00 GMT\r\n"


def answer(
    body: bytes, status: str = "200 OK", media_type: str = "application/json", more: str = ""
) -> bytes:
    """A whole and well-formed answer."""
    head = f"HTTP/1.1 {status}\r\nContent-Type: {media_type}\r\nContent-Length: {len(body)}\r\n{more}\r\n"
    return head.encode() + body


PROBLEM = {"type": "about:blank", "title": "busy", "status": 503, "code": "busy", "retry_after": 3}


def problem(status: str, **changes: object) -> bytes:
    """A hub's no."""
    return answer(json.dumps({**PROBLEM, **changes}).encode(), status, "application/problem+json")


CHUNKED = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"

NOT_A_HUB = {
    "nothing": b"",
    "garbage": b"\x00\xff\xfe garbage \r\n\r\n",
    "another protocol": b"SSH-2.0-OpenSSH_9.2\r\n",
    "half a status line": b"HTTP/1.1 2",
    "half a head": b"HTTP/1.1 200 OK\r\nContent-Ty",
    "an endless header": b"HTTP/1.1 200 OK\r\nX: " + b"x" * 100_000,
    "too many headers": b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200 + b"\r\n",
    "cut in mid-body": answer(SESSION)[:-20],
    "half a JSON": answer(SESSION[:30]),
    "half a JSON, without a length": b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n"
    + SESSION[:30],
    "broken chunks": CHUNKED + b"zz\r\n" + SESSION,
    "cut chunks": CHUNKED + b"40\r\n" + SESSION[:20],
    "a portal's page": answer(b"<html>Please sign in</html>", media_type="text/html"),
    "a portal's page called JSON": answer(b"<html>Please sign in</html>"),
    "JSON called text": answer(SESSION, media_type="text/plain"),
    "JSON of something else": answer(b'{"detail": "ok"}'),
    "a list": answer(b"[]"),
    "null": answer(b"null"),
    "a wrong type": answer(json.dumps({**STATE, "idle_seconds": "soon"}).encode()),
    "a moment without a zone": answer(json.dumps({**STATE, "now": "2026-11-20T08:00:00"}).encode()),
    "not UTF-8": answer(SESSION.replace(b"false", b'"\xff"')),
    "compressed all the same": answer(b"\x1f\x8b\x08\x00junk", more="Content-Encoding: gzip\r\n"),
    "no content": b"HTTP/1.1 204 No Content\r\n\r\n",
    "moved": answer(b"", "302 Found", more="Location: http://127.0.0.1:9/elsewhere\r\n"),
    "moved for good": answer(b"", "308 Permanent Redirect", more="Location: /elsewhere\r\n"),
    "a proxy's no": answer(b"<html>", "407 Proxy Authentication Required", "text/html"),
    "a gateway's no": answer(b"<html>Bad Gateway</html>", "502 Bad Gateway", "text/html"),
    "a bare 401": answer(b"", "401 Unauthorized"),
    "a problem that is none": answer(b'{"title": "x"}', "400 Bad Request", "application/problem+json"),
    "half a problem": answer(b'{"code": "bu', "503 Service Unavailable", "application/problem+json"),
}
