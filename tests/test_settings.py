import json
import logging
from pathlib import Path

import pytest

from codi_desktop import settings
from codi_desktop.settings import Settings


def test_a_first_start_is_in_thai_at_normal_size(tmp_path: Path) -> None:
    assert settings.load(tmp_path) == Settings(language="th", text_scale=100, high_contrast=False)


def test_what_was_saved_is_read_again(tmp_path: Path) -> None:
    chosen = Settings("en", 150, high_contrast=True, last_folder="/media/แท่งสีแดง", window_geometry="00ff")
    settings.save(chosen, tmp_path / "new folder")
    assert settings.load(tmp_path / "new folder") == chosen


def test_what_a_newer_program_wrote_is_kept(tmp_path: Path) -> None:
    (tmp_path / "settings.json").write_text('{"language": "en", "sound": {"volume": 3}}', encoding="utf-8")
    chosen = settings.load(tmp_path)
    chosen.text_scale = 125
    settings.save(chosen, tmp_path)
    written = json.loads((tmp_path / "settings.json").read_text(encoding="utf-8"))
    assert written["sound"] == {"volume": 3}
    assert (written["language"], written["text_scale"]) == ("en", 125)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("language", "lo"),
        ("language", ["th"]),
        ("text_scale", 1000),
        ("text_scale", "125"),
        ("high_contrast", "no"),
        ("last_folder", 7),
        ("window_geometry", "not hexadecimal"),
    ],
)
def test_a_value_that_makes_no_sense_counts_as_never_chosen(tmp_path: Path, name: str, value: object) -> None:
    (tmp_path / "settings.json").write_text(json.dumps({name: value}), encoding="utf-8")
    assert settings.load(tmp_path) == Settings()


@pytest.mark.parametrize("spoilt", [b"", b'{"language": "e', b"\xff\xfe", b'["th"]', b"null"])
def test_a_spoilt_file_is_kept_aside_and_the_program_starts(
    tmp_path: Path, spoilt: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "settings.json").write_bytes(spoilt)
    with caplog.at_level(logging.WARNING):
        assert settings.load(tmp_path) == Settings()
    assert (tmp_path / "settings.json.bad").read_bytes() == spoilt
    assert not (tmp_path / "settings.json").exists()
    assert "cannot be read" in caplog.text
    caplog.clear()


def test_a_failed_save_leaves_the_old_settings(tmp_path: Path) -> None:
    settings.save(Settings("en"), tmp_path)
    with pytest.raises(TypeError):
        settings.save(Settings(last_folder=object()), tmp_path)  # type: ignore[arg-type]
    assert settings.load(tmp_path) == Settings("en")


def test_nothing_unfinished_is_left_behind(tmp_path: Path) -> None:
    settings.save(Settings(), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["settings.json"]
