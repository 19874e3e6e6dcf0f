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


def test_a_director_without_a_county_reads_the_county_of_the_township_and_no_other():
    """He read every county's figures, and on the page of persons every visit of another county."""
    reach = reach_of_grants((Grant("township_director", (), (TOWN,)),))
    assert reach.counties == (LUZHAI,) and reach.townships_in(LUZHAI) == (TOWN,)


def test_who_is_a_director_here_and_an_analyst_there_lists_a_township_here_and_all_rows_there():
    """One whole county opened the rows of the other: the page of persons took all grants at once."""
    reach = reach_of_grants((Grant("township_director", (LUZHAI,), (TOWN,)), Grant("analyst", (JIAOCHENG,))))
    assert reach.townships_in(LUZHAI) == (TOWN,) and reach.townships_in(JIAOCHENG) is None
    assert reach_of_grants((Grant("department", (LUZHAI, JIAOCHENG), (TOWN,)),)).townships_in(JIAOCHENG) == ()
