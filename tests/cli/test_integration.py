"""mtqa where it has to fit in: pre-commit, GitHub Actions, and the example repository; each is run for real."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from shell import HOME, Shell

from mtqa.version import __version__

EXAMPLE = HOME / "examples" / "ci"
ACTION = yaml.safe_load((HOME / "action.yml").read_text(encoding="utf-8"))
STEPS: dict[str, dict[str, Any]] = {
    step.get("name") or step["uses"].partition("@")[0]: step for step in ACTION["runs"]["steps"]
}
WORKFLOW = yaml.safe_load((EXAMPLE / ".github" / "workflows" / "mtqa.yml").read_text(encoding="utf-8"))
FAULT = ("林晓文", "Boxma")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A copy of the example repository, under git."""
    folder = tmp_path / "repository"
    shutil.copytree(EXAMPLE, folder)
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "content")
    return folder


def git(folder: Path, *arguments: str) -> str:
    identity = ("-c", "user.name=mtqa", "-c", "user.email=mtqa@example.org", "-c", "core.hooksPath=/dev/null")
    done = subprocess.run(["git", *identity, *arguments], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def put_fault(folder: Path) -> None:
    page = folder / "content" / "zh" / "library.md"
    page.write_text(page.read_text(encoding="utf-8").replace(*FAULT), encoding="utf-8")


# ---------------------------------------------------------------------------------------------- the example


def test_the_example_passes_and_fails_as_its_readme_says(mtqa: Shell, repository: Path) -> None:
    mtqa.folder = repository
    readme = (repository / "README.md").read_text(encoding="utf-8")
    check, create = re.findall(r"^mtqa ((?:check|baseline)[^#\n]*)", readme, re.MULTILINE)
    assert b"3 documents: 3 passed" in mtqa(*check.split()).stdout
    put_fault(repository)
    failed = mtqa(*check.split(), code=1).stdout.decode()
    assert "content/zh/library.md" in failed and "3:36  major  untranslated.latin" in failed
    mtqa(*create.split())
    assert "known, from the baseline" in mtqa(*check.split()).stdout.decode()


def test_what_the_example_shows_is_there(repository: Path) -> None:
    readme = (repository / "README.md").read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)]+)\)", readme):
        assert (repository / target).is_file()
    (hook,) = yaml.safe_load((repository / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"]
    assert [one["id"] for one in hook["hooks"]] == [one["id"] for one in hooks()] == ["mtqa"]
    assert hook["rev"] == f"v{__version__}"
    (step,) = [step for step in WORKFLOW["jobs"]["mtqa"]["steps"] if "/mtqa@" in step["uses"]]
    assert step["uses"].endswith(f"@v{__version__}") and set(step["with"]) <= set(ACTION["inputs"])


# ----------------------------------------------------------------------------------------------- pre-commit


def hooks() -> list[dict[str, Any]]:
    loaded: list[dict[str, Any]] = yaml.safe_load((HOME / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    return loaded


def hook_repository(folder: Path) -> str:
    """This checkout as it stands, as a git repository that pre-commit can clone; its revision."""
    listed = git(HOME, "ls-files", "-co", "--exclude-standard", "-z").split("\0")
    for name in filter(None, listed):
        if (HOME / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(HOME / name, folder / name)
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "mtqa")
    return git(folder, "rev-parse", "HEAD")


@pytest.mark.long
@pytest.mark.skipif(not (HOME / ".git").exists(), reason="pre-commit clones a git repository, which this is not")
def test_pre_commit_installs_and_runs_the_hook(repository: Path, tmp_path: Path) -> None:
    """Nothing is short-cut: pre-commit clones the repository, builds and installs mtqa into an environment of its
    own from the package index, and runs the hook as git would."""
    (tmp_path / "hook").mkdir()
    revision = hook_repository(tmp_path / "hook")
    config = (repository / ".pre-commit-config.yaml").read_text(encoding="utf-8")
    config = re.sub(r"repo: \S+", f"repo: {tmp_path / 'hook'}", config)
    config = re.sub(r"rev: \S+", f"rev: {revision}", config)
    (repository / ".pre-commit-config.yaml").write_text(config, encoding="utf-8")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "MTQA", "GIT_"))}
    environment |= {"PRE_COMMIT_HOME": str(tmp_path / "pre-commit"), "MTQA_CACHE": str(tmp_path / "cache")}
    environment |= {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "safe.directory", "GIT_CONFIG_VALUE_0": "*"}

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        git(repository, "add", "-A")
        return subprocess.run(
            [sys.executable, "-m", "pre_commit", "run", *arguments],
            cwd=repository,
            env=environment,
            capture_output=True,
            text=True,
            timeout=500,
            check=False,
        )

    first = run("--all-files")
    assert first.returncode == 0 and "Passed" in first.stdout, first.stdout + first.stderr
    put_fault(repository)
    second = run()  # what is staged, as at a commit
    assert second.returncode == 1 and "content/zh/library.md" in second.stdout and "Boxma" in second.stdout
    assert "content/zh/releases.md" not in second.stdout and "Traceback" not in second.stdout + second.stderr
    (repository / "content" / "en" / "library.md").write_text("No [/b] here.\n", encoding="utf-8")
    git(repository, "checkout", "-q", "HEAD", "content/zh/library.md")
    third = run()
    assert third.returncode == 0 and "Skipped" in third.stdout  # sources are none of its files


# ------------------------------------------------------------------------------------------- GitHub Actions


class Runner:
    """The part of GitHub's runner that the action's own steps see."""

    def __init__(self, folder: Path, workspace: Path, environment: Mapping[str, str]) -> None:
        self.workspace = workspace
        self.temp = folder / "temp"
        self.temp.mkdir()
        self.files = {name: folder / name for name in ("GITHUB_OUTPUT", "GITHUB_ENV", "GITHUB_STEP_SUMMARY")}
        for file in self.files.values():
            file.touch()
        self.environment = {**environment, "CI": "true", "RUNNER_TEMP": str(self.temp)}
        self.environment |= {name: str(path) for name, path in self.files.items()}

    def __call__(self, name: str, **given: str) -> subprocess.CompletedProcess[str]:
        """Run a step with the action's inputs at their defaults, but for those given."""
        step = STEPS[name]
        inputs = {key: str(facts.get("default", "")) for key, facts in ACTION["inputs"].items()}
        inputs |= {key.replace("_", "-"): value for key, value in given.items()}
        values = {f"inputs.{key}": value for key, value in inputs.items()} | {"github.action_path": str(HOME)}

        def filled(text: str) -> str:
            return re.sub(r"\$\{\{ (\S+) \}\}", lambda match: values[match[1]], text)

        script = self.temp / "step.sh"
        script.write_text(step["run"], encoding="utf-8")
        return subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)],  # what GitHub calls `shell: bash`
            cwd=self.workspace / filled(step.get("working-directory", ".")),
            env=self.environment | {key: filled(value) for key, value in step["env"].items()},
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    def outputs(self) -> dict[str, str]:
        lines = self.files["GITHUB_OUTPUT"].read_text(encoding="utf-8").splitlines()
        return {name: value for name, _, value in (line.partition("=") for line in lines)}


@pytest.fixture
def runner(tmp_path: Path, repository: Path, environment: dict[str, str]) -> Runner:
    """With an `mtqa` and a `python` on the path that are this checkout's."""
    bin = tmp_path / "bin"
    bin.mkdir()
    (bin / "mtqa").write_text(f'#!/bin/sh\nexec {sys.executable} -m mtqa "$@"\n')
    (bin / "mtqa").chmod(0o755)
    return Runner(tmp_path, repository, environment | {"PATH": f"{bin}:{os.environ['PATH']}"})


def test_the_action_is_whole() -> None:
    assert ACTION["runs"]["using"] == "composite" and ACTION["description"]
    used = set(re.findall(r"inputs\.([\w-]+)", (HOME / "action.yml").read_text(encoding="utf-8")))
    assert used == set(ACTION["inputs"]) and all(facts["description"] for facts in ACTION["inputs"].values())
    for step in ACTION["runs"]["steps"]:
        assert ("uses" in step) ^ ("run" in step)
        if "run" in step:
            assert step["shell"] == "bash" and "${{" not in step["run"]  # nothing of a user's becomes a script
        else:
            assert re.fullmatch(r"[\w./-]+@v\d+", step["uses"])


@pytest.mark.long
def test_the_action_installs(runner: Runner, tmp_path: Path) -> None:
    """Into a fresh environment, from this checkout; what it depends on is lent to it, to spare the time."""
    fresh = tmp_path / "fresh"
    subprocess.run([sys.executable, "-m", "venv", str(fresh)], check=True, timeout=200)
    site = next((fresh / "lib").glob("python*/site-packages"))
    (site / "lent.pth").write_text(sysconfig.get_paths()["purelib"])
    for name in ("PYTHONPATH", "PYTHONWARNINGS"):
        del runner.environment[name]
    runner.environment |= {"PATH": f"{fresh / 'bin'}:{os.environ['PATH']}"}
    done = runner("Install mtqa")
    assert done.returncode == 0, done.stdout + done.stderr
    assert (fresh / "bin" / "mtqa").is_file() and (site / "mtqa" / "data" / "golden.json").is_file()
    assert runner.outputs() == {"version": f"mtqa-{__version__}"}
    assert f"MTQA_CACHE={runner.temp}/mtqa/cache" in runner.files["GITHUB_ENV"].read_text(encoding="utf-8")


def test_the_action_passes(runner: Runner) -> None:
    done = runner("Check", paths="content/zh\npo\n")
    assert done.returncode == 0, done.stdout + done.stderr
    assert runner.outputs() == {"exit-code": "0", "sarif": "./mtqa.sarif"}
    assert (runner.workspace / "mtqa.sarif").is_file()
    assert "::error" not in done.stdout and "mtqa" in runner.files["GITHUB_STEP_SUMMARY"].read_text(encoding="utf-8")


def test_the_action_fails_and_says_where(runner: Runner) -> None:
    put_fault(runner.workspace)
    done = runner("Check", paths="content/zh")
    assert done.returncode == 1, done.stdout + done.stderr
    assert re.search(r"^::(?:error|warning) .*file=content/zh/library\.md.*line=3", done.stdout, re.MULTILINE)
    assert runner.outputs() == {"exit-code": "1", "sarif": "./mtqa.sarif"}  # so that it is still uploaded
    assert "Boxma" in runner.files["GITHUB_STEP_SUMMARY"].read_text(encoding="utf-8")
    assert "Boxma" in (runner.workspace / "mtqa.sarif").read_text(encoding="utf-8")


@pytest.mark.long
def test_the_action_takes_what_it_is_given_as_it_is(runner: Runner) -> None:
    """Names with spaces, quotes and what a shell would run stay names."""
    name = "a $(touch pwned) 'b\" ; touch pwned.md"
    shutil.copy(runner.workspace / "content" / "zh" / "library.md", runner.workspace / name)
    put_fault(runner.workspace)
    done = runner(
        "Check",
        paths=f"{name}\ncontent/zh",
        args="--fail-on\nnever\n--fail-under\n0",
        sarif="",
        annotations="false",
        summary="false",
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert runner.outputs() == {"exit-code": "0"} and "3 documents" in done.stdout
    assert not any(line.startswith("::") for line in done.stdout.splitlines())
    assert not list(runner.workspace.rglob("pwned*")) and not (runner.workspace / "mtqa.sarif").exists()
    assert runner.files["GITHUB_STEP_SUMMARY"].read_text(encoding="utf-8") == ""


@pytest.mark.parametrize(("paths", "code"), [("nowhere", 3), pytest.param("content/zh\n-o", 3, marks=pytest.mark.long)])
def test_the_action_hands_the_exit_code_on(runner: Runner, paths: str, code: int) -> None:
    done = runner("Check", paths=paths, working_directory=".")
    assert done.returncode == code and runner.outputs()["exit-code"] == str(code), done.stdout + done.stderr
    assert "Traceback" not in done.stderr
