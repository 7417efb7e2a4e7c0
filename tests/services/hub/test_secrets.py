"""The hub's secret: made once, readable by its owner alone, one key for each purpose."""

import threading
from pathlib import Path

import pytest

from services.hub.secrets import ENVIRONMENT, BadSecret, Secrets, default_file, load_secrets
from services.hub.settings import HashCost
from services.hub.usecases.hashing import Passwords

CHEAP = HashCost(8, 1, 1)


def keys(secrets: Secrets) -> tuple[bytes, bytes, bytes]:
    return secrets.pepper, secrets.permits, secrets.guesses


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'hub.db'}"


def test_it_is_made_once_for_its_owner_alone(url: str, tmp_path: Path) -> None:
    first = load_secrets(url)
    file = tmp_path / "hub.db.secret"
    assert file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == [file.name]
    assert keys(load_secrets(url)) == keys(first)
    assert len(set(keys(first))) == 3


def test_two_hubs_at_once_get_the_same(url: str) -> None:
    found: list[Secrets] = []
    start = threading.Barrier(8)

    def load() -> None:
        start.wait()
        found.append(load_secrets(url))

    threads = [threading.Thread(target=load) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({keys(secrets) for secrets in found}) == 1
    assert len(found) == 8


def test_one_that_others_can_read_is_refused(url: str) -> None:
    load_secrets(url)
    default_file(url).chmod(0o640)
    with pytest.raises(BadSecret, match="chmod 600"):
        load_secrets(url)


@pytest.mark.parametrize("content", ["", "zz" * 32, "ab" * 31, "ab" * 33, "\x00\xff"])
def test_one_that_is_none_is_refused_and_not_shown(url: str, content: str) -> None:
    file = default_file(url)
    file.write_text(content, encoding="latin-1")
    file.chmod(0o600)
    with pytest.raises(BadSecret) as caught:
        load_secrets(url)
    assert not content or content not in str(caught.value)


def test_the_environment_goes_first(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ENVIRONMENT, "ab" * 32)
    assert keys(load_secrets(url)) == keys(Secrets.derived_from(bytes.fromhex("ab" * 32)))
    assert list(tmp_path.iterdir()) == []


def test_a_fleet_must_say_where_it_is() -> None:
    with pytest.raises(BadSecret, match="--secret-file"):
        load_secrets("postgresql+psycopg://host/hub")


def test_it_is_not_shown() -> None:
    secrets = Secrets.derived_from(b"x" * 32)
    assert secrets.pepper.hex() not in repr(secrets)
    assert repr(secrets.pepper) not in repr(secrets)


def test_a_hash_is_worth_nothing_without_the_pepper() -> None:
    mine, theirs = Passwords(b"mine", CHEAP), Passwords(b"theirs", CHEAP)
    kept = mine.hash("402957")
    assert mine.matches(kept, "402957")
    assert not mine.matches(kept, "402958")
    assert not theirs.matches(kept, "402957")
    assert not mine.matches(None, "402957")
    assert not mine.matches("no hash", "402957")


def test_hashes_are_argon2id_at_the_stated_cost() -> None:
    assert Passwords(b"", HashCost()).hash("402957").startswith("$argon2id$v=19$m=19456,t=2,p=1$")
