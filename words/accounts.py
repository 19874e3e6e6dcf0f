"""What roles and acts of the trail are called."""

from __future__ import annotations

from typing import Final

ROLE_NAMES: Final[dict[str, tuple[str, str]]] = {
    "leader": ("县领导", "County leader"),
    "analyst": ("分析员", "Analyst"),
    "roster_office": ("专家办", "Expert office"),
    "department": ("科室", "Department"),
    "township_director": ("乡镇院长", "Township director"),
    "wall": ("大屏", "Wall screen"),
    "administrator": ("管理员", "Administrator"),
    "auditor": ("审计员", "Auditor"),
    "visitor": ("访客", "Visitor"),
}

ACT_NAMES: Final[dict[str, tuple[str, str]]] = {
    "signed_in": ("登录", "Signed in"),
    "signed_out": ("退出", "Signed out"),
    "sign_in_failed": ("登录失败", "Sign-in failed"),
    "sign_in_locked": ("锁定期内登录", "Sign-in while locked"),
    "set_up": ("建立第一个管理员", "First administrator made"),
    "setup_code_made": ("生成初始化码", "Set-up code made"),
    "account_added": ("新增账号", "Account added"),
    "account_disabled": ("停用账号", "Account disabled"),
    "account_enabled": ("启用账号", "Account enabled"),
    "password_reset": ("重设密码", "Password reset"),
    "password_changed": ("修改密码", "Password changed"),
    "grant_given": ("授权", "Grant given"),
    "grants_ended": ("收回授权", "Grants ended"),
    "codes_begun": ("启用验证码", "One-time codes begun"),
    "codes_ended": ("停用验证码", "One-time codes ended"),
    "changed": ("修改数据", "Data changed"),
    "handed_out": ("导出或打印", "Exported or printed"),
    "token_made": ("生成令牌", "Token made"),
    "token_ended": ("停用令牌", "Token ended"),
    "queried": ("接口取数", "Queried"),
    "feed_read": ("日历订阅", "Calendar read"),
    "wall_opened": ("打开大屏", "Wall screen opened"),
    "refused": ("拒绝", "Refused"),
}


MAY_NAMES: Final[dict[str, tuple[str, str]]] = {
    "read": ("查看", "read"),
    "persons": ("查看到人的数据行", "read rows that name persons"),
    "load": ("装载数据", "load data"),
    "roster": ("排班和考勤", "change rosters and attendance"),
    "decide": ("规定、方案和举措", "decide limits, plans and mechanisms"),
    "administer": ("管理账号", "administer accounts"),
    "audit": ("查看审计记录", "read the trail"),
}


def may_words(act: str, *, english: bool = False) -> str:
    """Return what an act that a role may do is called."""
    return MAY_NAMES[act][1 if english else 0]


def role_words(role: str, *, english: bool = False) -> str:
    """Return what a role is called."""
    return ROLE_NAMES[role][1 if english else 0]


def act_words(act: str, *, english: bool = False) -> str:
    """Return what an act of the trail is called."""
    return ACT_NAMES[act][1 if english else 0]
