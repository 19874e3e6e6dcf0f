"""What kinds of equipment are called in English; registers of equipment are kept in Chinese."""

from __future__ import annotations

from typing import Final

from words.speech import Says

EQUIPMENT_NAMES: Final = {
    "CT": "CT scanner",
    "磁共振": "MRI scanner",
    "DR": "digital X-ray",
    "数字减影血管造影机": "angiography system",
    "彩色超声": "colour ultrasound",
    "内窥镜": "endoscope",
    "呼吸机": "ventilator",
    "麻醉机": "anaesthesia machine",
    "血液透析机": "haemodialysis machine",
    "全自动生化分析仪": "biochemistry analyser",
    "心电图机": "ECG machine",
    "健康一体机": "health check station",
}


def equipment_name(name_zh: str, words: Says) -> str:
    """Return a kind of equipment by its name; one that is not listed keeps the register's."""
    return words.say(name_zh, EQUIPMENT_NAMES.get(name_zh, name_zh))
