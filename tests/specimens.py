"""A site that serves the specimens: a signed catalogue on disk, keys, and no database at all."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Flask

from ocop_verify.catalog.publishing import Shelf
from ocop_verify.config import Settings
from ocop_verify.domain.label import label_of
from ocop_verify.domain.token import LabelSigner, sign_label
from ocop_verify.domain.typed_code import make_code
from ocop_verify.domain.verdict import Headline
from ocop_verify.labels.keyring import PrivateKey
from ocop_verify.verification import specimens
from tests.conftest import PUBLIC_URL, running

KEY = PrivateKey(specimens.KEY_ID, seed=b"s" * 32, code_key=b"c" * 32)
STRANGER = LabelSigner(specimens.KEY_ID, b"x" * 32)


@dataclass(frozen=True)
class SpecimenSite:
    """The running application, and for each headline the paths of a label: its token, its typed code."""

    app: Flask
    paths: Mapping[str, str]
    typed: Mapping[str, str]


@contextmanager
def running_specimens(data_dir: Path, **changes: Any) -> Iterator[SpecimenSite]:
    """An application that holds nothing but the specimens."""
    settings = Settings(
        data_dir=data_dir,
        database_url=f"sqlite:///{data_dir}/no/such/folder.sqlite3",
        public_url=PUBLIC_URL,
        signing_keys=KEY.line(),
        **changes,
    )
    catalogue = specimens.catalogue(datetime.now(UTC), KEY.public)
    Shelf(settings.catalogue_path, settings.keys_dir).publish(catalogue)
    labels = {
        headline: label_of(catalogue.batches[batch], specimens.SERIAL)
        for headline, batch in specimens.OF_LABEL.items()
    }
    signer = LabelSigner(KEY.id, KEY.seed)
    in_force = labels[Headline.IN_FORCE]
    never_issued = label_of(catalogue.batches[in_force.batch_id], specimens.SERIAL * 10)
    tokens = {headline: sign_label(label, signer) for headline, label in labels.items()} | {
        Headline.UNKNOWN: sign_label(never_issued, signer),
        Headline.FORGED: sign_label(in_force, STRANGER),
        Headline.MALFORMED: sign_label(in_force, signer)[:-1],
    }
    codes = {
        headline: make_code(catalogue.batches[label.batch_id], label.serial, KEY.code_key)
        for headline, label in labels.items()
    }
    with running(settings) as app:
        yield SpecimenSite(
            app,
            {headline.value: f"/{tokens[headline]}" for headline in Headline},
            {headline.value: f"/code/{code}" for headline, code in codes.items()},
        )
