"""Several people who do the same at the same time, each in a session of a real database."""

from threading import Barrier, Thread

from sqlalchemy.orm import Session

from ocop_verify.db import begin_write
from ocop_verify.domain.errors import OcopError

AT_ONCE = 4


def at_once(engine, act):
    """Run an act in several sessions that begin together; gives what each returned or was refused with."""
    barrier, outcomes = Barrier(AT_ONCE), []

    def run():
        with Session(engine) as session:
            barrier.wait()
            try:
                begin_write(session)
                outcome = act(session)
                session.commit()
            except OcopError as refusal:
                outcome = refusal
            outcomes.append(outcome)

    threads = [Thread(target=run) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(outcomes) == AT_ONCE, "something else than a refusal came out"
    return outcomes
