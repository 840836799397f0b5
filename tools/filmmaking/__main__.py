"""Make the demonstration films, their captions and their posters from `portal/demo/content/films.yaml`.

Run by hand from the root of the project, after a change of the dialogues:

    python -m tools.filmmaking [SLUG …]

Needs ffmpeg, espeak-ng and the DejaVu fonts (Debian: ffmpeg espeak-ng fonts-dejavu-core
fonts-dejavu-extra). The results are committed, so the portal needs none of them.
"""

import subprocess
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import yaml
from PIL import Image

from . import sound
from .captions import Line, seconds, webvtt
from .drawing import HEIGHT, WIDTH
from .shooting import FRAMES_PER_SECOND, Camera, Film, title_card

CONTENT = Path(__file__).parents[2] / "portal" / "demo" / "content"
FILMS = CONTENT / "films"
# Speech ends a little before its caption does.
BREATH_SECONDS = 0.12
SECONDS_BETWEEN_KEYFRAMES = 20


def read_films(path: Path) -> list[Film]:
    """Return the scripts of the films, in the order of the file."""
    return [
        Film(
            slug=entry["slug"],
            title=entry["titre"],
            kind=entry["type"],
            duration=entry["duree_secondes"],
            chapters=[(seconds(chapter["debut"]), chapter["titre"]) for chapter in entry["chapitres"]],
            dialogue=[
                Line(seconds(cue["debut"]), seconds(cue["fin"]), cue["locuteur"], cue["texte"])
                for cue in entry["transcription"]
            ],
        )
        for entry in yaml.safe_load(path.read_text(encoding="utf-8"))["films"]
    ]


def record(film: Film) -> sound.Track:
    """Record the film's speech. The mouths follow it, so music comes after."""
    track = sound.Track(film.duration)
    for line in film.dialogue:
        track.add(line.start, sound.speak(line.text, line.speaker, line.end - line.start - BREATH_SECONDS))
    return track


def add_music(film: Film, track: sound.Track) -> None:
    """Add a tune on the title and the end, and two notes on each chapter."""
    track.add(0.3, sound.tune(sound.TITLE_TUNE, 0.36))
    for start, _ in film.chapters[1:]:
        track.add(start - 0.9, sound.tune(sound.CHAPTER_TUNE, 0.28))
    track.add(film.dialogue[-1].end + 0.9, sound.tune(sound.END_TUNE, 0.4))


def encode(film: Film, camera: Camera, speech: Path) -> None:
    """Write the film, its picture piped frame by frame to ffmpeg."""
    keyframes = ",".join(f"{start:.3f}" for start, _ in film.chapters)
    command = [
        "ffmpeg", "-y", "-loglevel", "error",
        "-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{WIDTH}x{HEIGHT}", "-r", str(FRAMES_PER_SECOND),
        "-i", "-",
        "-i", str(speech),
        "-c:v", "libx264", "-profile:v", "high", "-pix_fmt", "yuv420p",
        "-preset", "veryslow", "-tune", "animation", "-crf", "31",
        "-g", str(FRAMES_PER_SECOND * SECONDS_BETWEEN_KEYFRAMES), "-force_key_frames", keyframes,
        "-af", "highpass=f=90,aecho=0.9:0.7:23:0.1,alimiter=limit=0.9",
        "-c:a", "aac", "-b:a", "24k", "-ac", "1", "-ar", str(sound.RATE),
        "-t", str(film.duration), "-movflags", "+faststart", "-map_metadata", "-1",
        "-metadata:s:a:0", "language=fra", str(FILMS / f"{film.slug}.mp4"),
    ]  # fmt: skip
    with subprocess.Popen(command, stdin=subprocess.PIPE) as encoder:
        assert encoder.stdin is not None
        for frame in camera.frames():
            encoder.stdin.write(frame)
        encoder.stdin.close()
        if encoder.wait():
            raise RuntimeError(f"ffmpeg failed on {film.slug}")


def make(film: Film) -> str:
    """Make one film with its captions and poster. Return its slug."""
    (FILMS / f"{film.slug}.vtt").write_text(webvtt(film.dialogue), encoding="utf-8")
    poster = title_card(film).convert("RGB").resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
    poster.save(FILMS / f"{film.slug}.webp", quality=82, method=6)
    track = record(film)
    camera = Camera(film, sound.Track(film.duration))
    camera.track.samples[:] = track.samples
    add_music(film, track)
    with tempfile.TemporaryDirectory() as folder:
        speech = Path(folder) / "speech.wav"
        track.save(speech)
        encode(film, camera, speech)
    return film.slug


def main(slugs: list[str]) -> None:
    """Make the films named, or all of them."""
    FILMS.mkdir(exist_ok=True)
    films = [film for film in read_films(CONTENT / "films.yaml") if not slugs or film.slug in slugs]
    with ProcessPoolExecutor(max_workers=2) as workers:
        for slug in workers.map(make, films):
            weight = (FILMS / f"{slug}.mp4").stat().st_size
            sys.stdout.write(f"{slug}: {weight / 1e6:.2f} MB\n")


if __name__ == "__main__":
    main(sys.argv[1:])
