"""The pages before the dashboard: sign in, first set-up, one's own account. Plain HTML without script, both languages.

They need nothing of Streamlit: a reader without a session is sent not one byte of the dashboard.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from html import escape
from pathlib import Path

import segno

from faces.look.tokens import Tokens, tokens
from ui.logo import logo_path
from words.accounts import role_words
from words.speech import Says

SIGN_IN, SIGN_OUT, SET_UP, ACCOUNT = "/sign-in", "/sign-out", "/set-up", "/account"
PATHS = (SIGN_IN, SIGN_OUT, SET_UP, ACCOUNT)
POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'unsafe-inline'",
        "img-src data:",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
"""No script at all: what is typed here is read by nobody but the server."""

_STYLE = """
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:flex;align-items:center;justify-content:center;padding:1.5rem;
  background:var(--paper);color:var(--ink);font:400 1rem/1.6 var(--sans)}
main{width:100%;max-width:25rem;background:var(--surface);border:1px solid var(--line);border-radius:4px;
  padding:2rem 2rem 1.5rem}
.logo svg{display:block;height:48px;width:auto;margin:0 0 1.25rem -2px} .logo .dark{display:none}
h1{font:700 1.375rem/1.4 var(--song);margin:0 0 .25rem} h2{font-size:1.0625rem;margin:1.75rem 0 .25rem}
p{margin:.25rem 0 1rem;color:var(--ink-2);font-size:.875rem}
p.fault{color:var(--bad);border-left:3px solid var(--bad-mark);background:var(--bad-soft);padding:.5rem .75rem}
p.done{color:var(--good);border-left:3px solid var(--good-mark);background:var(--good-soft);padding:.5rem .75rem}
label{display:block;font-size:.875rem;color:var(--ink-2);margin:.75rem 0 .25rem}
input{width:100%;font:inherit;color:var(--ink);background:var(--paper);border:1px solid var(--line-strong);
  border-radius:4px;padding:.55rem .7rem}
input:focus-visible,button:focus-visible,a:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
button{width:100%;font:inherit;font-weight:700;margin-top:1.25rem;padding:.6rem 1rem;border:1px solid var(--accent);
  border-radius:4px;background:var(--accent);color:var(--surface);cursor:pointer}
button.second{background:transparent;color:var(--accent);margin-top:.75rem}
footer{display:flex;justify-content:space-between;gap:1rem;margin-top:1.5rem;padding-top:1rem;font-size:.8125rem;
  border-top:1px solid var(--line);color:var(--ink-3)}
a{color:var(--accent);text-decoration:none} a:hover{text-decoration:underline}
code{font-size:.9375rem;letter-spacing:.04em;overflow-wrap:anywhere}
ul{padding-left:1.25rem} img{display:block;width:11rem}
"""


def _variables(theme: Tokens) -> str:
    colours = "".join(f"--{name.replace('_', '-')}:{value};" for name, value in theme.color.items())
    return f"{colours}--sans:{theme.sans};--song:{theme.song};"


@cache
def _style() -> str:
    light, dark = (_variables(tokens(theme)) for theme in ("light", "dark"))
    night = (
        f"@media (prefers-color-scheme:dark){{:root{{{dark}}}.logo .light{{display:none}}.logo .dark{{display:block}}}}"
    )
    return f":root{{color-scheme:light dark;{light}}}{_STYLE}{night}"


@cache
def _logo() -> str:
    drawn = ((theme, Path(logo_path(theme)).read_text(encoding="utf-8")) for theme in ("light", "dark"))
    return "".join(f'<span class="{theme}">{svg[svg.index("<svg") :]}</span>' for theme, svg in drawn)


def _page(voice: Says, language: str, title: str, body: str, foot: str) -> bytes:
    return (
        f'<!doctype html><html lang="{"en" if language == "en" else "zh-CN"}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex">'
        f"<title>{escape(title)} · {voice.say('医览', 'Yilan')}</title><style>{_style()}</style></head>"
        f'<body><main><div class="logo" role="img" aria-label="{voice.say("医览", "Yilan")}">{_logo()}</div>'
        f"<h1>{escape(title)}</h1>{body}<footer>{foot}</footer></main></body></html>"
    ).encode()


def _field(name: str, label: str, kind: str = "text", *, complete: str = "off", value: str = "", more: str = "") -> str:
    return (
        f'<label for="{name}">{escape(label)}</label><input id="{name}" name="{name}" type="{kind}" '
        f'autocomplete="{complete}" value="{escape(value, quote=True)}" maxlength="200" {more}>'
    )


def _hidden(form: str, then: str) -> str:
    fields = {"form": form, "then": then}
    return "".join(f'<input type="hidden" name="{key}" value="{escape(value)}">' for key, value in fields.items())


def _message(fault: str, done: str = "") -> str:
    told = f'<p class="fault" role="alert">{escape(fault)}</p>' if fault else ""
    return told + (f'<p class="done" role="status">{escape(done)}</p>' if done else "")


def _other_language(language: str, path: str) -> str:
    return f'<a href="{path}?lang=zh">中文</a>' if language == "en" else f'<a href="{path}?lang=en">English</a>'


def sign_in_page(voice: Says, language: str, form: str, *, then: str, name: str = "", fault: str = "") -> bytes:
    """Return the page that asks for name and password. form: the form's own token; then: where the reader was going."""
    first = "" if name else "autofocus"
    second = "autofocus" if name else ""
    body = (
        f"<p>{voice.say('紧密型县域医共体看板', 'Dashboard of the county medical community')}</p>{_message(fault)}"
        f'<form method="post" action="{SIGN_IN}?lang={language}">{_hidden(form, then)}'
        + _field("name", voice.say("账号", "Account"), complete="username", value=name, more=f"required {first}")
        + _field(
            "password",
            voice.say("密码", "Password"),
            "password",
            complete="current-password",
            more=f"required {second}",
        )
        + _field(
            "code",
            voice.say("验证码（启用了才填）", "One-time code (if you use them)"),
            complete="one-time-code",
            more='inputmode="text"',
        )
        + f'<button type="submit">{voice.say("登录", "Sign in")}</button></form>'
    )
    foot = (
        f"<span>{voice.say('离开半小时自动退出', 'Signed out after half an hour away')}</span>"
        f"{_other_language(language, SIGN_IN)}"
    )
    return _page(voice, language, voice.say("登录", "Sign in"), body, foot)


def set_up_page(voice: Says, language: str, form: str, *, name: str = "", fault: str = "") -> bytes:
    """Return the page that makes the first administrator with the code from the console."""
    told = voice.say(
        "还没有账号。初始化码印在服务器的控制台上；也可运行 python -m accounts set-up 重新生成。",
        "There is no account yet. The set-up code stands on the server's console; "
        "python -m accounts set-up makes a new one.",
    )
    body = (
        f"<p>{escape(told)}</p>{_message(fault)}"
        f'<form method="post" action="{SET_UP}?lang={language}">{_hidden(form, "/")}'
        + _field("setup", voice.say("初始化码", "Set-up code"), more="required autofocus")
        + _field(
            "name", voice.say("管理员账号", "Administrator's account"), complete="username", value=name, more="required"
        )
        + _new_password_fields(voice)
        + f'<button type="submit">{voice.say("建立管理员", "Make the administrator")}</button></form>'
    )
    return _page(voice, language, voice.say("首次设置", "First set-up"), body, _other_language(language, SET_UP))


def _new_password_fields(voice: Says) -> str:
    return _field(
        "new",
        voice.say("新密码（10个字符以上，三种字符）", "New password (10 characters or more, of three kinds)"),
        "password",
        complete="new-password",
        more="required",
    ) + _field("again", voice.say("再输一次", "Once more"), "password", complete="new-password", more="required")


def account_page(
    voice: Says,
    language: str,
    form: str,
    *,
    shown: str,
    roles: Sequence[str],
    must_change: bool,
    with_codes: bool,
    secret: str = "",
    address: str = "",
    recovery: Sequence[str] = (),
    fault: str = "",
    done: str = "",
) -> bytes:
    """Return the page of one's own account: password, one-time codes, sign out.

    secret, address : of codes that are being begun, for the app; recovery: codes just made, shown this once.
    """
    english = language == "en"
    named = voice.say("、", ", ").join(role_words(role, english=english) for role in roles) or voice.say(
        "没有授权，请找管理员", "no grant: ask an administrator"
    )
    must = voice.say("密码是别人给的，请先改成自己的。", "This password was given to you: change it first.")
    parts = [f"<p>{escape(shown)} · {escape(named)}</p>", _message(must if must_change and not fault else fault, done)]
    parts.append(
        f"<h2>{voice.say('修改密码', 'Change the password')}</h2>"
        f'<form method="post" action="{ACCOUNT}?lang={language}">{_hidden(form, "/")}'
        '<input type="hidden" name="what" value="password">'
        + _field(
            "old", voice.say("现在的密码", "Present password"), "password", complete="current-password", more="required"
        )
        + _new_password_fields(voice)
        + f'<button type="submit">{voice.say("修改", "Change")}</button></form>'
    )
    if not must_change:
        parts.append(_codes(voice, language, form, with_codes, secret, address, recovery))
    parts.append(
        f'<form method="post" action="{SIGN_OUT}?lang={language}">{_hidden(form, "/")}'
        f'<button class="second" type="submit">{voice.say("退出登录", "Sign out")}</button></form>'
    )
    back = "" if must_change else f'<a href="/">{voice.say("回到看板", "Back to the dashboard")}</a>'
    return _page(
        voice, language, voice.say("我的账号", "My account"), "".join(parts), back + _other_language(language, ACCOUNT)
    )


def _codes(
    voice: Says, language: str, form: str, with_codes: bool, secret: str, address: str, recovery: Sequence[str]
) -> str:
    head = f"<h2>{voice.say('验证码', 'One-time codes')}</h2>"
    opened = f'<form method="post" action="{ACCOUNT}?lang={language}">{_hidden(form, "/")}'
    if recovery:
        told = voice.say(
            "已启用。手机不在时用下面的码登录，每个用一次，只显示这一次：",
            "In use. Without the phone these codes sign you in, each once; they are shown only now:",
        )
        return f"{head}<p>{told}</p><ul>{''.join(f'<li><code>{escape(code)}</code></li>' for code in recovery)}</ul>"
    if with_codes:
        told = voice.say("登录时要输入手机应用里的6位数字。", "Signing in asks for the 6 digits of an app.")
        return (
            f'{head}<p>{told}</p>{opened}<input type="hidden" name="what" value="codes_end">'
            + _field("present", voice.say("密码", "Password"), "password", more="required", complete="current-password")
            + f'<button class="second" type="submit">{voice.say("停用验证码", "Stop using codes")}</button></form>'
        )
    if secret:
        told = voice.say(
            "用验证器应用扫描，再填入它显示的6位数字：", "Scan with an authenticator app and type its 6 digits:"
        )
        return (
            f"{head}<p>{told}</p>{_picture(address)}<p><code>{escape(secret)}</code></p>"
            f'{opened}<input type="hidden" name="what" value="codes_use">'
            f'<input type="hidden" name="secret" value="{escape(secret, quote=True)}">'
            + _field("code", voice.say("6位数字", "6 digits"), complete="one-time-code", more="required autofocus")
            + f'<button type="submit">{voice.say("启用", "Use codes")}</button></form>'
        )
    told = voice.say("可以再加一道：登录时输入手机应用里的数字。", "A second lock: digits of a phone's app at sign-in.")
    return (
        f'{head}<p>{told}</p>{opened}<input type="hidden" name="what" value="codes_begin">'
        f'<button class="second" type="submit">{voice.say("启用验证码", "Use one-time codes")}</button></form>'
    )


def _picture(address: str) -> str:
    code = segno.make(address, error="m")
    return f'<img alt="QR" src="{code.svg_data_uri(scale=4, border=2, dark="#000", light="#fff")}">'
