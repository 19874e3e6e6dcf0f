"""From the grants of an account to how far it reads: figures by those to read, names by those for persons."""

from accounts.roles import Grant, reach_of_grants
from data_access.granted import Reach, Within

LUZHAI, JIAOCHENG, TOWN = "450223", "141122", "450223101"


def test_a_director_reads_one_county_and_the_rows_and_names_of_one_township():
    here = Within((LUZHAI,), (TOWN,))
    assert reach_of_grants((Grant("township_director", (LUZHAI,), (TOWN,)),)) == Reach((here,), (here,))


def test_a_department_and_an_administrator_read_no_names():
    for role in ("department", "administrator", "auditor", "wall"):
        reach = reach_of_grants((Grant(role, (LUZHAI,)),))
        assert reach == Reach((Within((LUZHAI,)),), ()) and reach.counties == (LUZHAI,)


def test_a_second_grant_adds_places_and_never_names_where_it_gives_none():
    """Names of one county do not follow into another where the reader only reads figures."""
    reach = reach_of_grants((Grant("analyst", (LUZHAI,)), Grant("department", (JIAOCHENG,))))
    assert reach.counties == (JIAOCHENG, LUZHAI)
    assert reach.persons == (Within((LUZHAI,)),)


def test_a_grant_for_every_county_reads_everything_and_none_reads_nothing():
    assert reach_of_grants((Grant("leader"),)).is_everything
    assert not reach_of_grants((Grant("department"),)).is_everything
    assert reach_of_grants(()) == Reach((), ())
