"""Files through the real server, a little smaller and a little larger than each uploader takes."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

from rnnviz.experiment.inputs import MAX_CSV_BYTES
from rnnviz.tasks.next_character import next_character
from rnnviz.training.files import write_checkpoint
from rnnviz.training.network import Network
from rnnviz.training.trainer import Training, start
from tests.architecture.project import ROOT
from tests.browser.test_train import TrainVisit
from tests.browser.visits import Visit

if TYPE_CHECKING:
    from tests.browser.conftest import OpenPage, Serve

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MB = 10**6
TOO_LARGE = "File must be {}.0MB or smaller."


def bring(page: Page, content: bytes, name: str) -> None:
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(
        {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    )


@pytest.fixture
def train(serve: "Serve", open_page: "OpenPage") -> Callable[[], TrainVisit]:
    """The page on training with the uploader unfolded."""
    url = serve(ROOT / "app.py")

    def visit() -> TrainVisit:
        here = TrainVisit(open_page, url)
        here.page.get_by_role("button", name="Open a checkpoint").click()
        return here

    return visit


def test_a_table_of_a_megabyte_is_read_and_a_larger_one_is_not(serve: "Serve", open_page: "OpenPage") -> None:
    here = Visit(open_page, serve(ROOT / "app.py"), input="numbers")
    table = b"1,2,3\n4,5,6\n"
    bring(here.page, table + b"\n" * (MAX_CSV_BYTES - len(table)), "below.csv")
    expect(here.page.get_by_role("textbox", name="Numbers")).to_have_value("1, 2, 3\n4, 5, 6")
    bring(here.page, b"9\n" + b"\n" * (MAX_CSV_BYTES - 1), "above.csv")
    expect(here.page.get_by_test_id("stFileUploader")).to_contain_text(TOO_LARGE.format(1))
    expect(here.page.get_by_role("textbox", name="Numbers")).to_have_value("1, 2, 3\n4, 5, 6")


def test_the_largest_checkpoint_that_is_written_is_opened_again(train: Callable[[], TrainVisit]) -> None:
    training = Training(next_character("".join(map(chr, range(256, 384)))), 20, Network("lstm", n_a=64), batch=8)
    content = write_checkpoint(training, start(training))
    assert MB < len(content) < 8 * MB  # more than a table may have
    here = train()
    bring(here.page, content, "checkpoint-1.npz")
    expect(here.page.get_by_text("Paused after 0 of 800 updates")).to_be_visible()


@pytest.mark.parametrize(
    ("size", "said"),
    [(8 * MB - 1, "This is no checkpoint of rnnviz"), (8 * MB + 1, TOO_LARGE.format(8))],
    ids=["below", "above"],
)
def test_eight_megabytes_are_looked_at_and_more_are_not_sent(
    train: Callable[[], TrainVisit], size: int, said: str
) -> None:
    here = train()
    bring(here.page, bytes(size), "checkpoint-1.npz")
    expect(here.page.get_by_role("dialog")).to_contain_text(said)
