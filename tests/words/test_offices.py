"""Offices, experts and specialties in English, where the warehouse holds Chinese only."""

import pytest

from words.experts import expert_en, specialty_en
from words.offices import office_en


@pytest.mark.parametrize(
    ("chinese", "english"),
    [
        ("县医疗集团医务部", "county medical group, medical affairs department"),
        ("县级质控中心办公室", "county quality-control centre, office"),
        ("县护理与医疗质量控制中心", "county nursing and medical quality-control centre"),
        ("区医保局与区医疗集团", "district healthcare security bureau and district medical group"),
        ("县财政局", "county finance bureau"),
    ],
)
def test_an_office_is_named_by_area_house_and_part(chinese: str, english: str):
    assert office_en(chinese) == english


@pytest.mark.parametrize("name", ["县某某局", "县医疗集团某某部", "医务部", "县医疗集团与某某局", ""])
def test_an_office_with_an_unknown_part_keeps_its_whole_chinese_name(name: str):
    assert office_en(name) == name


def test_a_coded_expert_is_translated_and_a_person_keeps_the_name():
    assert expert_en("心内科专家01") == "Cardiology expert 01"
    assert expert_en("王某某") == "王某某"
    assert expert_en("某某科专家01") == "某某科专家01"


def test_an_unlisted_specialty_stays_as_the_county_writes_it():
    assert specialty_en("儿科") == "Paediatrics" and specialty_en("蒙医科") == "蒙医科"
