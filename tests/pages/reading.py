"""What a reader of a page sees, from AppTest: its words, its faults."""

import re
from html import unescape

from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Block
from streamlit.util import calc_hash

COUNTIES = {"140781": "介休市", "141102": "离石区", "141122": "交城县", "150622": "准格尔旗", "450223": "鹿寨县"}


def turn_to(app: AppTest, page: str) -> AppTest:
    """The same session on another page, named as in its address; AppTest.switch_page knows only files in pages/."""
    app._page_hash = calc_hash(page)
    return app.run()


def html_of(app: AppTest | Block) -> str:
    """All HTML of the page, or of a container of it, without its stylesheets."""
    whole = "\n".join(str(element.proto.body) for element in app.get("html"))
    return re.sub(r"<style.*?</style>", "", whole, flags=re.DOTALL)


def words_of(app: AppTest | Block) -> str:
    """The words of the page's HTML, or of a container's, without its tags."""
    without_inline = re.sub(r"</?(?:b|i|u|em|strong|span|mark|small)\b[^>]*>", "", html_of(app))
    return unescape(re.sub(r"\s*<[^>]+>\s*", " ", without_inline))


def faults_of(app: AppTest) -> list[str]:
    """Tracebacks, and boxes that stand for one."""
    found = [str(one.value) for one in app.exception]
    words = words_of(app)
    found += re.findall(r"没能显示完整（编号 \w+）", words)
    found += re.findall(r"Traceback|(?:Key|Value|Type|Attribute)Error|\bnan\b|\bNone\b", words)
    return found
