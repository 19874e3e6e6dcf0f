"""`python -m planning …`: the planning command line; each command lives in a file of its own."""

import typer

from planning.site_cli import site

app = typer.Typer(help="规划：选址与排班", no_args_is_help=True, add_completion=False)


@app.callback()
def planning() -> None:
    """规划：选址与排班。退出码：0 完成，1 数据有问题，2 用法有问题。"""


app.command("site")(site)


if __name__ == "__main__":
    app()
