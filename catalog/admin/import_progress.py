"""Apply an import and stream its progress as a page."""

from collections import deque
from collections.abc import Iterator

from django.contrib.admin.models import ADDITION
from django.http import HttpRequest, StreamingHttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext, ngettext
from rest_framework.exceptions import APIException

from catalog.admin.base import texts_of
from catalog.models import StockMovement
from catalog.services import change_log
from catalog.services.bulk.piecewise import BulkOutcome, write_in_pieces
from catalog.services.bulk.writes import Writes

SHOWN = 300
MARK = "<!--progress-->"
RESULT = "admin/catalog/product/import_result.html"


def progress(user_id: int, plan) -> Iterator[str]:
    """Yield the progress bar, then the result. The import continues if the client disconnects."""
    writes = Writes(plan.changes, plan.creations, user_id, StockMovement.Reason.IMPORT)
    outcome, fault = BulkOutcome(), ""
    steps = write_in_pieces(writes, outcome, also=log)
    try:
        before = 0
        for done in steps:
            width = f"{100 * (done - before) / len(plan):.3f}"
            text = gettext("%(done)d of %(all)d") % {"done": done, "all": len(plan)}
            yield f'<i style="width:{width}%"></i><span class="visually-hidden">{text}</span>\n'
            before = done
    except GeneratorExit:
        deque(steps, maxlen=0)
        raise
    except APIException as error:
        fault = " ".join(texts_of(error))
    yield render_to_string(RESULT, result_of(outcome, fault, len(plan)))


def result_of(outcome: BulkOutcome, fault: str, planned: int) -> dict:
    written = ngettext("%d product written.", "%d products written.", outcome.written)
    return {
        "done": written % outcome.written,
        "fault": fault,
        "left": planned - outcome.done,
        "left_out": outcome.left_out[:SHOWN],
    }


def log(piece: Writes) -> None:
    how = gettext("Import")
    change_log.log_changes(piece.user_id, piece.changes, how)
    change_log.log(piece.user_id, [(product, how) for product in piece.made], ADDITION)


def streamed(
    template: str, context: dict, request: HttpRequest, body: Iterator[str]
) -> StreamingHttpResponse:
    """Return a page whose body replaces the mark in its template, part by part."""
    head, tail = render_to_string(template, context, request).split(MARK)
    # Django resets the request's language before streaming starts.
    language = translation.get_language()

    def parts() -> Iterator[str]:
        with translation.override(language):
            yield head
            yield from body
            yield tail

    response = StreamingHttpResponse(parts())
    # A buffering proxy would show no progress.
    response["X-Accel-Buffering"] = "no"
    return response
