"""The address of the hub, and its errors as errors of mtqa."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from mtqa.errors import ModelError, ModelMissing

DEFAULT_ENDPOINT = "https://huggingface.co"


def endpoint() -> str:
    """The address of the hub, read at every call; huggingface_hub reads HF_ENDPOINT only once, at import."""
    return os.environ.get("HF_ENDPOINT", "").rstrip("/") or DEFAULT_ENDPOINT


@contextmanager
def quiet_hub() -> Iterator[None]:
    """Silence huggingface_hub, whose progress bars and retry warnings would overwrite the caller's progress bar."""
    from huggingface_hub import utils

    bars, verbosity = not utils.are_progress_bars_disabled(), utils.logging.get_verbosity()
    utils.disable_progress_bars()
    utils.logging.set_verbosity_error()
    try:
        yield
    finally:
        utils.logging.set_verbosity(verbosity)
        if bars:
            utils.enable_progress_bars()


@contextmanager
def hub_as_error(repo: str) -> Iterator[None]:
    """Turn errors of the hub and of the connection into a ModelError: what happened and what to do."""
    from huggingface_hub import errors

    try:
        yield
    except errors.GatedRepoError as error:
        advice = f"accept its terms at {endpoint()}/{repo}, then log in: hf auth login"
        raise ModelError("the repository is gated", where=repo, advice=advice) from error
    except errors.RepositoryNotFoundError as error:
        advice = "check the name; a private repository needs a login: hf auth login"
        raise ModelMissing("the hub has no such repository, or it is private", where=repo, advice=advice) from error
    except (errors.RevisionNotFoundError, errors.EntryNotFoundError) as error:
        advice = "check the revision in models.toml, or use main"
        raise ModelMissing("the hub has no such revision or file", where=repo, advice=advice) from error
    except errors.HfHubHTTPError as error:
        raise _status_error(repo, error.response.status_code) from error
    except errors.HTTPError as error:  # the transport's own: refused, timed out, cut short
        advice = f"check the connection to {endpoint()}; pull again, it continues where it stopped"
        raise ModelError(f"the hub cannot be reached ({error})", where=repo, advice=advice) from error
    except OSError as error:
        if error.errno is not None:  # an error of the disk
            raise
        advice = "pull again, it continues where it stopped"
        raise ModelError("a file has another length than listed", where=repo, advice=advice) from error


def _status_error(repo: str, status: int) -> ModelError:
    advice = {
        401: "log in: hf auth login",
        403: "log in with an account that can read it: hf auth login",
        429: "too many requests: wait some minutes, then pull again",
    }.get(status, f"wait some minutes, then pull again, or set HF_ENDPOINT to a mirror of {DEFAULT_ENDPOINT}")
    return ModelError(f"the hub answered {status}", where=repo, advice=advice)
