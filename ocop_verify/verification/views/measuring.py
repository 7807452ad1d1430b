"""What the metrics say of scans: how many of each answer, how long each took, what became of the records."""

from flask import Flask
from prometheus_client import Counter, Gauge, Histogram

from ocop_verify.domain.verdict import Headline
from ocop_verify.verification.kept_pages import KeptPages
from ocop_verify.verification.recording import ScanRecorder
from ocop_verify.web.metrics import Metrics, Rising

# Most answers take less than a millisecond; what takes longer than one second is a fault.
BUCKETS = (0.000_5, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0)

SCAN_SECONDS = Histogram("ocop_scan_seconds", "Time from a scan's request to its answer", buckets=BUCKETS)
_SCANS = Counter("ocop_scans", "Answers given, by headline", ["verdict"])
_OF_VERDICT = {headline: _SCANS.labels(headline.value) for headline in Headline}
_WRITTEN = Counter("ocop_scans_written", "Scans that the database has")
_DROPPED = Counter("ocop_scans_dropped", "Scans that were answered, and not recorded for want of room")
_FAILURES = Counter("ocop_scan_write_failures", "Groups of scans that the database did not take")
_BUFFERED = Gauge("ocop_scans_buffered", "Scans that wait to be written", multiprocess_mode="livesum")
_SUSPICIONS = Gauge(
    "ocop_labels_seen_unusually_often",
    "Labels known to be scanned unusually often",
    multiprocess_mode="livemax",
)
_KEPT_PAGES = Gauge("ocop_kept_pages", "Answer pages kept in memory", multiprocess_mode="livesum")


def init_app(app: Flask) -> None:
    """Bring the numbers of this room up to date whenever they are asked for."""
    recorder: ScanRecorder = app.extensions["scans"]
    pages: KeptPages = app.extensions["kept_pages"]
    metrics: Metrics = app.extensions["metrics"]
    verdicts = {headline: Rising(counter) for headline, counter in _OF_VERDICT.items()}
    written, dropped, failures = Rising(_WRITTEN), Rising(_DROPPED), Rising(_FAILURES)

    def sample() -> None:
        for headline, count in recorder.verdicts.items():
            verdicts[headline].follow(count)
        figures = recorder.figures
        written.follow(figures.written)
        dropped.follow(figures.dropped)
        failures.follow(recorder.failures)
        _BUFFERED.set(figures.buffered)
        _SUSPICIONS.set(recorder.suspicions)
        _KEPT_PAGES.set(len(pages))

    metrics.register(sample)
