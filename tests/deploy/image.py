"""The image of deploy/Containerfile without a container engine: its files alone as the root of a process's file system.

What comes from its base image (the system, Python in /usr/local) is this machine's. Its environment is installed from
requirements.lock as the file says, its folders are copied as the file says, and the process is started as it says: as
its user, in its folder, on a root that cannot be written.
"""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from tests.deploy.files import DEPLOY, ROOT
from tests.e2e.service import Service
from tests.faults.root import AS_ROOT
from tests.peers.process import find_program

FILE = DEPLOY / "Containerfile"
TEXT = FILE.read_text()
FINAL = TEXT[TEXT.rindex("\nFROM ") :]
PYTHON = "3.11"

# $1: the root; $2: where this machine's Python lives; $3: the image's user; then its folders, an =, and a command.
ENTER = """
set -e
root=$1 python=$2 user=$3; shift 3
mount --bind "$root" "$root"
for part in bin sbin lib lib32 lib64 usr etc; do
    if [ -L "/$part" ]; then [ -e "$root/$part" ] || cp -P "/$part" "$root/$part"
    elif [ -d "/$part" ]; then mkdir -p "$root/$part"; mount --bind "/$part" "$root/$part"; fi
done
mount --bind "$python" "$root/usr/local"
chroot "$root" /sbin/ldconfig -X -C /ld.so.cache  # as the base's makers did: this machine may have another libpython
mount --bind "$root/ld.so.cache" "$root/etc/ld.so.cache"
mount --rbind /proc "$root/proc"
mount --rbind /dev "$root/dev"
mount -o remount,ro,bind "$root"
mount -t tmpfs tmpfs "$root/tmp"
while [ "$1" != = ]; do mount -t tmpfs -o "mode=0700,uid=$user,gid=$user" tmpfs "$root$1"; shift; done
shift
exec chroot "$root" /usr/bin/setpriv --reuid "$user" --regid "$user" --clear-groups --no-new-privs --bounding-set=-all \
    --pdeathsig TERM -- "$@"
"""


@dataclass(frozen=True)
class Image:
    """Laid out in `root`."""

    root: Path

    @cached_property
    def copied(self) -> list[tuple[str, str]]:
        """What is copied from the repository, and where to, seen from the working folder."""
        return re.findall(r"^COPY (?!--from)(\S+) \./(\S*)$", FINAL, re.MULTILINE)

    @property
    def workdir(self) -> str:
        return _one(r"^WORKDIR (\S+)$")

    @property
    def user(self) -> str:
        return _one(r"^USER (\d+):\d+$")

    @property
    def folders(self) -> list[str]:
        """Of the service's own, which are volumes."""
        return _one(r"install -d .*-m 0700 (.+)$").split()

    @property
    def environ(self) -> dict[str, str]:
        """What the file sets, over what its base has."""
        lines = _one(r"^ENV ((?:.*\\\n)*.*)$").replace("\\\n", " ")
        found = {"PATH": "/usr/local/bin:/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8"}
        for pair in shlex.split(lines):
            name, _, value = pair.partition("=")
            found[name] = value.replace("$PATH", found["PATH"])
        return found

    @property
    def command(self) -> list[str]:
        return [*json.loads(_one(r"^ENTRYPOINT (\[.*\])$")), *json.loads(_one(r"^CMD (\[.*\])$"))]

    @property
    def health_check(self) -> list[str]:
        found: list[str] = json.loads(_one(r"^HEALTHCHECK .*\\\n +CMD (\[.*\])$"))
        return found

    def lay_out(self) -> None:
        for name in ("proc", "dev", "tmp", "opt", *(folder.strip("/") for folder in (self.workdir, *self.folders))):
            (self.root / name).mkdir(parents=True, exist_ok=True)
        self.root.chmod(0o755)
        for source, target in self.copied:
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(ROOT / source, self.root / self.workdir.strip("/") / target, ignore=ignored)
        self._compile()
        self._install()

    def entering(self, command: Sequence[str], environ: dict[str, str]) -> list[str]:
        """The command in it, as its user."""
        pairs = [f"{name}={value}" for name, value in {**self.environ, **environ}.items()]
        inside = ["/usr/bin/env", "-i", "-C", self.workdir, *pairs, *command]
        script = ["sh", "-c", ENTER, "sh", str(self.root), sys.base_prefix, self.user, *self.folders, "=", *inside]
        return [*AS_ROOT, find_program("unshare"), "--mount", "--propagation", "private", "--", *script]

    def _compile(self) -> None:
        flags = _one(r"^RUN /opt/venv/bin/python -m compileall (.*)$").split()
        command = [sys.executable, "-m", "compileall", "-s", str(self.root), *flags]
        subprocess.run(command, cwd=self.root / self.workdir.strip("/"), check=True, timeout=120)

    def _install(self) -> None:
        """What `python -m venv --without-pip` makes, and pip with these flags; by uv, which keeps what it downloads."""
        assert "--no-cache-dir --only-binary :all: --require-hashes" in TEXT
        venv, python = self.root / "opt/venv", f"python{sys.version_info.major}.{sys.version_info.minor}"
        (venv / "bin").mkdir(parents=True)
        (venv / "pyvenv.cfg").write_text("home = /usr/local/bin\ninclude-system-site-packages = false\n")
        for name, target in (("python", f"/usr/local/bin/{python}"), ("python3", "python")):
            (venv / "bin" / name).symlink_to(target)
        install("--target", str(venv / "lib" / python / "site-packages"))


def install(*arguments: str) -> None:
    """Wheels of requirements.lock alone, each checked against its hash."""
    flags = ["--only-binary", ":all:", "--require-hashes", "-r", str(ROOT / "requirements.lock")]
    command = [str(Path(sys.executable).with_name("uv")), "pip", "install", "--python", sys.executable, *flags]
    done = subprocess.run([*command, *arguments], capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr


class ImageService(Service):
    """The image's command, as a service of the tests."""

    __slots__ = ("image",)

    def __init__(self, image: Image, service: Service) -> None:
        super().__init__(service.folder, service.grpc_address, service.rest_address, service.environ)
        self.image = image

    def spawn(self) -> None:
        own = {name: value for name, value in self.environ.items() if name.startswith("CONNECTORS_")}
        with self.log.open("ab") as sink:
            self.process = subprocess.Popen(
                self.image.entering(self.image.command, own),
                stdout=sink,
                stderr=sink,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )

    def run_inside(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Beside the service, in its file system and as its user, as a container engine runs a health check."""
        pairs = [f"{name}={value}" for name, value in self.image.environ.items()]
        enter = [*AS_ROOT, find_program("nsenter"), "--target", str(self.pid), "--mount", "--root", "--"]
        user = ["/usr/bin/setpriv", "--reuid", self.image.user, "--regid", self.image.user, "--clear-groups", "--"]
        inside = ["/usr/bin/env", "-i", "-C", self.image.workdir, *pairs, *command]
        return subprocess.run([*enter, *user, *inside], capture_output=True, text=True, check=False, timeout=30)


def _one(pattern: str) -> str:
    found = re.findall(pattern, FINAL, re.MULTILINE)
    assert len(found) == 1, (pattern, found)
    return str(found[0])
