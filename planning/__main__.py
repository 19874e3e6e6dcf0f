"""`python -m planning …`: the planning command line; each command lives in a file of its own."""

import os
import sys

import typer

from planning.roster.command_line import register
from planning.site_cli import site

app = typer.Typer(help="规划：选址与排班", no_args_is_help=True, add_completion=False)


@app.callback()
def planning() -> None:
    """规划：选址与排班。退出码：0 完成，1 数据有问题，2 用法有问题。"""


app.command("site")(site)
register(app)


def answers_alone_on_stdout() -> None:
    """Leave standard output to the answer: HiGHS prints notes of its own to descriptor 1, which go to stderr."""
    sys.stdout.flush()
    answers = os.dup(sys.stdout.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    sys.stdout = os.fdopen(answers, "w", encoding=sys.stdout.encoding)


if __name__ == "__main__":
    answers_alone_on_stdout()
    app()
