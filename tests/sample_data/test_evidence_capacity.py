"""Equipment, hirings and drug prices at the grain of institutions: what they add up to is what the accounts print."""

import pandas as pd

Tables = dict[str, pd.DataFrame]
JIEXIU, JUNGAR = "140781", "150622"


def test_the_hundred_large_devices_stand_in_the_three_county_hospitals_by_kind(sample: Tables):
    own = sample["equipment"].query("mechanism_id == 'jiexiu_hardware' and kind == 'large_device'")
    levels = sample["institution"].set_index("institution_code")["level"]
    assert own["units"].sum() == 100  # 新增大中型医疗设备100余件
    assert set(own["institution_code"].map(levels)) == {"county_hospital", "tcm_hospital", "mch_hospital"}
    assert own["name_zh"].nunique() >= 8 and own["since"].max() <= 202012


def test_each_of_the_48_central_clinics_is_equipped(sample: Tables):
    own = sample["equipment"].query("mechanism_id == 'jiexiu_hardware' and kind == 'village_device'")
    assert own["institution_code"].nunique() == 48 == own["units"].sum()


def test_no_clinic_has_more_hired_doctors_than_doctors(sample: Tables):
    hired = sample["staff_event"].query("kind == 'village_hire'").groupby("institution_code")["persons"].sum()
    staff = sample["staff_month"].query(f"county_code == '{JUNGAR}' and profession == 'village_doctor'")
    for month in (202207, 202407, 202412):
        doctors = staff[staff["month"] == month].groupby("institution_code")["persons"].sum()
        until = sample["staff_event"].query(f"kind == 'village_hire' and month <= {month}")
        then = until.groupby("institution_code")["persons"].sum()
        assert (then <= doctors.reindex(then.index)).all()
    assert hired.sum() > 100 and sample["staff_event"].query("kind == 'village_hire'")["institution_code"].notna().all()


def test_prices_differ_by_institution_and_fall_by_the_printed_15_percent_together(sample: Tables):
    own = sample["activity_month"].query("activity_code == 'drug_basket'")
    sums = own.groupby("month")[["amount_yuan", "base_yuan"]].sum()
    assert ((1 - sums["amount_yuan"] / sums["base_yuan"]) * 100).round(9).eq(15).all()  # 药价平均降幅15%左右
    by_place = own.groupby("institution_code")[["amount_yuan", "base_yuan"]].sum()
    share = by_place["amount_yuan"] / by_place["base_yuan"]
    assert len(by_place) == 18 and share.round(3).nunique() > 10 and share.between(0.78, 0.92).all()
