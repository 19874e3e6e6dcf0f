"""What specialties and titles are called in English, and experts who carry a code for a name."""

from __future__ import annotations

import re
from typing import Final

TITLES_EN: Final = {
    "初级": "junior",
    "中级": "intermediate",
    "副高": "associate senior",
    "正高": "full senior",
}
SPECIALTIES_EN: Final = {
    "全科": "General practice",
    "内科": "Internal medicine",
    "外科": "Surgery",
    "心内科": "Cardiology",
    "呼吸科": "Respiratory medicine",
    "消化内科": "Gastroenterology",
    "内分泌科": "Endocrinology",
    "神经内科": "Neurology",
    "肾内科": "Nephrology",
    "肿瘤科": "Oncology",
    "普外科": "General surgery",
    "骨科": "Orthopaedics",
    "泌尿外科": "Urology",
    "神经外科": "Neurosurgery",
    "妇产科": "Obstetrics and gynaecology",
    "妇科": "Gynaecology",
    "儿科": "Paediatrics",
    "中医科": "TCM",
    "针灸科": "Acupuncture",
    "康复科": "Rehabilitation",
    "影像科": "Imaging",
    "检验科": "Laboratory",
    "麻醉科": "Anaesthesiology",
    "急诊科": "Emergency medicine",
    "重症医学科": "Intensive care",
    "眼科": "Ophthalmology",
    "耳鼻喉科": "Otolaryngology",
    "口腔科": "Dentistry",
    "皮肤科": "Dermatology",
    "感染科": "Infectious diseases",
    "精神科": "Psychiatry",
}
_CODED = re.compile(r"(?P<specialty>.+?)专家(?P<number>\d+)")


def specialty_en(specialty: str) -> str:
    """Return a specialty in English; one that is not listed stays as the county writes it."""
    return SPECIALTIES_EN.get(specialty, specialty)


def expert_en(name_zh: str) -> str:
    """Return a coded name in English, 心内科专家01 → Cardiology expert 01; a person's own name stays as it is."""
    coded = _CODED.fullmatch(name_zh)
    if coded is None or coded["specialty"] not in SPECIALTIES_EN:
        return name_zh
    return f"{SPECIALTIES_EN[coded['specialty']]} expert {coded['number']}"
