"""What the comparisons with peers share: commands, processes that answer line by line, and a place in a document."""

import json
import subprocess
import sys
from pathlib import Path

BENCHMARKS = Path(__file__).resolve().parent
ROOT = BENCHMARKS.parent
DOCUMENT = ROOT / "docs" / "benchmarks.md"


def progress(text):
    print(text, file=sys.stderr, flush=True)


def called(command):
    done = subprocess.run([str(word) for word in command], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{command} failed with status {done.returncode}:\n{done.stdout[-3000:]}{done.stderr[-3000:]}")
    return done.stdout


def python_with(requirements, venv):
    """The Python of a virtual environment, made where it is missing, with these packages."""
    python = venv / "bin" / "python"
    if not python.exists():
        progress(f"making {venv}")
        called([sys.executable, "-m", "venv", venv])
    called([python, "-m", "pip", "install", "-q", "-r", requirements])
    return python


def built_classpath():
    """Builds Keel; the classpath of the Java side of comparisons."""
    called(
        ["./mvnw", "-q", "-DskipTests", "-pl", "benchmarks", "-am", "package", "dependency:build-classpath"]
        + ["-Dmdep.outputFile=target/classpath.txt", "-Dmdep.includeScope=runtime"]
    )
    return f"{BENCHMARKS / 'target' / 'classes'}:{(BENCHMARKS / 'target' / 'classpath.txt').read_text().strip()}"


class Driver:
    """A process that answers commands line by line."""

    def __init__(self, command, **options):
        words = [str(word) for word in command]
        self._process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, **options)

    def ask(self, *words):
        self._process.stdin.write(" ".join(map(str, words)) + "\n")
        self._process.stdin.flush()
        return self.answer(f"at '{words}'")

    def answer(self, when):
        line = self._process.stdout.readline()
        if not line:
            sys.exit(f"a driver ended {when}")
        return json.loads(line)

    def close(self):
        self._process.stdin.close()
        self._process.wait(timeout=20)


def write(text, output, begin, end):
    """Between its marks in the document, or as a file of its own."""
    if output == DOCUMENT:
        document = output.read_text()
        before, _, rest = document.partition(begin)
        text = before + text.rstrip("\n") + rest.partition(end)[2]
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text(text)
