"""What a county's own mechanism and its rows are called in the forms: sheets, heads, choices, how a cell is written."""

from __future__ import annotations

from typing import Final

Names = tuple[str, str]
"""Chinese, English."""

VIEW_NAMES: Final[dict[str, Names]] = {
    "checklist": ("清单", "checklist"),
    "network": ("网络", "network"),
    "appraisal": ("考核", "appraisal"),
    "flows": ("流向", "flows"),
    "response": ("时效", "response times"),
    "outings": ("行程", "outings"),
    "money": ("资金", "money"),
    "plan": ("进展", "plan"),
    "programme": ("覆盖", "programme"),
    "series": ("指标", "indicators"),
    "map": ("地图", "map"),
    "ledger": ("台账", "ledger"),
}

RECORD_SHEET: Final[Names] = ("举措", "mechanism")
CODES_SHEET: Final = "可选代码"
RECORD_HEADS: Final[dict[str, Names]] = {
    "mechanism_id": ("举措编号", "id"),
    "county": ("县代码", "county"),
    "name_zh": ("名称", "name"),
    "name_en": ("英文名称", "English name"),
    "field": ("领域", "field"),
    "owner": ("牵头单位", "office"),
    "page": ("所在页面", "page"),
    "shows_zh": ("看什么", "what is to be seen"),
    "since": ("开始月", "first month"),
    "until": ("停办月", "last month"),
    "views": ("证据种类", "kinds of evidence"),
    "metric_ids": ("指标", "indicators"),
    "figure_ids": ("公布数", "published figures"),
    "documents": ("文件", "documents"),
    "limit_minutes": ("时限（分钟）", "limit in minutes"),
    "most_days": ("最长间隔（天）", "most days between visits"),
    "least_persons": ("每日最少人数", "fewest people a day"),
}
RECORD_NOTES: Final[dict[str, str]] = {
    "mechanism_id": "新增的留空；修改的不要改动",
    "county": "六位代码",
    "name_zh": "必填，80字以内，本县不能重名",
    "name_en": "可空，空则同中文",
    "field": "必填，如：分级诊疗",
    "owner": "必填，写单位，不写个人",
    "page": "可空，空则为改革举措",
    "shows_zh": "可空，一句话",
    "since": "六位数，如 202501；可空",
    "until": "停办才填",
    "views": "一个或几个，用顿号隔开，按显示次序",
    "metric_ids": "指标编号，用顿号隔开，按显示次序",
    "figure_ids": "公布数编号，用顿号隔开；可空",
    "documents": "用分号隔开；可空",
    "limit_minutes": "时效类：多少分钟内应到；可空",
    "most_days": "行程类：多少天内应再到；可空",
    "least_persons": "行程类：一天至少服务多少人；可空",
}

SHEETS: Final[dict[str, Names]] = {
    "checklist_item": ("清单", "checklist"),
    "membership": ("成员", "members"),
    "appraisal": ("考核", "appraisals"),
    "flow": ("流向", "flows"),
    "response_event": ("时效", "events"),
    "outing": ("行程", "outings"),
    "budget": ("预算", "budget"),
    "payment": ("支付", "payments"),
    "pay": ("薪酬", "pay"),
    "plan_item": ("计划", "plan items"),
    "plan_progress": ("进度", "progress"),
    "programme_month": ("项目月报", "programme months"),
}
HEADS: Final[dict[str, Names]] = {
    "township_code": ("乡镇代码", "township"),
    "institution_code": ("机构代码", "institution"),
    "subject_zh": ("对象", "subject"),
    "subject_en": ("对象英文", "subject in English"),
    "position": ("序号", "position"),
    "item_zh": ("事项", "item"),
    "item_en": ("事项英文", "item in English"),
    "state": ("状态", "state"),
    "since": ("开始月", "first month"),
    "until": ("结束月", "last month"),
    "due": ("应完成月", "due month"),
    "document_zh": ("文件", "document"),
    "owner": ("责任单位", "office"),
    "member_code": ("成员代码", "member's code"),
    "member_zh": ("成员", "member"),
    "member_en": ("成员英文", "member in English"),
    "tier": ("层级", "tier"),
    "parent_code": ("上级代码", "parent's code"),
    "parent_zh": ("上级", "parent"),
    "parent_en": ("上级英文", "parent in English"),
    "relation": ("关系", "relation"),
    "specialty_zh": ("专科", "specialty"),
    "month": ("月份", "month"),
    "kind_zh": ("类别", "kind"),
    "kind_en": ("类别英文", "kind in English"),
    "group_zh": ("组别", "group"),
    "group_en": ("组别英文", "group in English"),
    "from_code": ("从（代码）", "from: code"),
    "from_zh": ("从", "from"),
    "from_en": ("从（英文）", "from, in English"),
    "from_township": ("从（乡镇代码）", "from: township"),
    "to_code": ("到（代码）", "to: code"),
    "to_zh": ("到", "to"),
    "to_en": ("到（英文）", "to, in English"),
    "to_township": ("到（乡镇代码）", "to: township"),
    "unit": ("单位", "unit"),
    "count": ("数量", "count"),
    "responder_zh": ("由谁应答", "responder"),
    "responder_en": ("由谁应答（英文）", "responder in English"),
    "asked_at": ("求助时间", "asked at"),
    "answered_at": ("到达或答复时间", "answered at"),
    "treated_at": ("处置时间", "treated at"),
    "road_minutes": ("路上分钟", "minutes on the road"),
    "reason_zh": ("超时原因", "reason"),
    "place_zh": ("地点", "place"),
    "place_en": ("地点英文", "place in English"),
    "vehicle_zh": ("车或队", "vehicle"),
    "vehicle_en": ("车或队英文", "vehicle in English"),
    "date": ("日期", "date"),
    "stop": ("当天第几站", "stop"),
    "km": ("公里", "km"),
    "persons": ("服务人数", "people"),
    "budget_id": ("预算编号", "id of the budget"),
    "year": ("年份", "year"),
    "project_zh": ("项目", "project"),
    "use_zh": ("用途", "use"),
    "use_en": ("用途英文", "use in English"),
    "source_zh": ("来源", "source"),
    "source_en": ("来源英文", "source in English"),
    "budget_yuan": ("预算（元）", "budget in yuan"),
    "paid_yuan": ("支付（元）", "paid in yuan"),
    "base_yuan": ("基本工资（元）", "base pay in yuan"),
    "performance_yuan": ("绩效（元）", "performance pay in yuan"),
    "plan_item_id": ("计划编号", "id of the plan item"),
    "unit_zh": ("计量单位", "unit"),
    "unit_en": ("计量单位英文", "unit in English"),
    "target": ("目标", "target"),
    "begins": ("起始月", "first month"),
    "done": ("当月完成", "done in the month"),
    "programme_zh": ("项目", "programme"),
    "programme_en": ("项目英文", "programme in English"),
    "eligible": ("应服务人数（全年）", "eligible in the year"),
    "reached": ("当月服务人数", "reached in the month"),
    "found": ("当月查出人数", "found"),
    "followed": ("当月随访人数", "followed"),
    "cadence": ("多久一轮", "cadence"),
    "score": ("得分", "score"),
    "full_score": ("满分", "full score"),
    "problems_open": ("未整改问题", "problems open"),
    "problems_closed": ("已整改问题", "problems closed"),
    "published": ("已通报", "published"),
    "class_zh": ("类别（同类相比）", "class"),
    "class_en": ("类别英文", "class in English"),
    "coefficient": ("绩效系数", "pay coefficient"),
}
ID_HEAD: Final[Names] = ("编号", "id")

CHOICES: Final[dict[str, dict[str, Names]]] = {
    "state": {
        "done": ("已完成", "done"),
        "under_way": ("办理中", "under way"),
        "not_begun": ("未开始", "not begun"),
    },
    "tier": {
        "province": ("省级", "province"),
        "city": ("市级", "city"),
        "county": ("县级", "county"),
        "township": ("乡级", "township"),
        "village": ("村级", "village"),
    },
    "relation": {
        "trusteeship": ("托管", "trusteeship"),
        "community": ("医共体", "community"),
        "alliance": ("医联体", "alliance"),
        "specialty": ("专科联盟", "specialty alliance"),
        "pairing": ("结对", "pairing"),
    },
    "unit": {"person": ("人次", "person"), "trip": ("次", "trip"), "day": ("人天", "day")},
    "cadence": {
        "month": ("每月", "month"),
        "quarter": ("每季度", "quarter"),
        "half_year": ("每半年", "half_year"),
        "year": ("每年", "year"),
    },
}
YES, NO = ("是", "yes"), ("否", "no")

NOTE_LEAD: Final = "格式："
"""How the row of a sheet begins that says how its cells are written."""
NOTES: Final[dict[str, str]] = {
    "id": "可空；预算、计划要写，如 A1",
    "code": "编号",
    "text": "文字",
    "month": "202501",
    "day": "2025-01-31",
    "time": "2025-01-31 08:30",
    "whole": "整数",
    "number": "数字",
    "yes_no": "是或否",
    "institution": "见可选代码",
    "township": "见可选代码",
}
OPTIONAL: Final = "，可空"


def head_of(name: str) -> Names:
    """Return the head of a column; that of a table's own id is ID_HEAD."""
    return HEADS[name]
