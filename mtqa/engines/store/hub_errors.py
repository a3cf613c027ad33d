"""The hub, as the user hears of it: which one is asked, and its refusals as errors."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from mtqa.errors import ModelError, ModelMissing

DEFAULT_ENDPOINT = "https://huggingface.co"


def endpoint() -> str:
    """Read at every call; huggingface_hub itself reads HF_ENDPOINT once, when it is imported."""
    return os.environ.get("HF_ENDPOINT", "").rstrip("/") or DEFAULT_ENDPOINT


@contextmanager
def quiet_hub() -> Iterator[None]:
    """huggingface_hub's own bars and retry warnings would write over the caller's progress bar."""
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
    """What the hub or the way to it says no to, as an error: what happened and what to do."""
    from huggingface_hub import errors

    try:
        yield
    except errors.GatedRepoError as error:
        advice = f"accept its terms at {endpoint()}/{repo}, then log in: hf auth login"
        raise ModelError("the repository is gated", where=repo, advice=advice) from error
    except errors.RepositoryNotFoundError as error:
        advice = "check the name; a private repository needs a login: hf auth login"
        raise ModelMissing("the hub has no such repository, or hides it", where=repo, advice=advice) from error
    except (errors.RevisionNotFoundError, errors.EntryNotFoundError) as error:
        advice = "check the revision in models.toml, or ask for main"
        raise ModelMissing("the hub has no such revision or file", where=repo, advice=advice) from error
    except errors.HfHubHTTPError as error:
        raise _answered(repo, error.response.status_code) from error
    except errors.HTTPError as error:  # the transport's own: refused, timed out, cut short
        advice = f"check the connection to {endpoint()}; pull again, it goes on where it stopped"
        raise ModelError(f"the hub cannot be reached ({error})", where=repo, advice=advice) from error
    except OSError as error:
        if error.errno is not None:  # the disk's business
            raise
        advice = "pull again, it goes on where it stopped"
        raise ModelError("a file came with another length than listed", where=repo, advice=advice) from error


def _answered(repo: str, status: int) -> ModelError:
    advice = {
        401: "log in: hf auth login",
        403: "log in with an account that may read it: hf auth login",
        429: "too many requests: wait some minutes, then pull again",
    }.get(status, f"wait some minutes, then pull again, or set HF_ENDPOINT to a mirror of {DEFAULT_ENDPOINT}")
    return ModelError(f"the hub answered {status}", where=repo, advice=advice)
