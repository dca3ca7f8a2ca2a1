"""Places: DANE's list, found by name or code, and GET /places/."""

import pytest

from common.colombia import places
from common.colombia.places import UnknownPlace, find_department, find_place


def test_list_is_complete_and_no_two_names_meet():
    found = places.departments()
    cities = [city for department in found.values() for city in department.cities]

    assert (len(found), len(cities)) == (33, 1120)
    assert len({city.city_code for city in cities}) == 1120
    names = {(city.department_code, places.letters(city.city)) for city in cities}
    assert len(names) == 1120
    assert all(city.city_code.startswith(city.department_code) for city in cities)


def test_no_other_spelling_takes_the_name_of_another_place():
    by_name = places.cities_by_spelling()
    for department in places.departments().values():
        assert find_department(department.name) is department
        for city in department.cities:
            assert by_name[department.code, places.letters(city.city)] is city


@pytest.mark.parametrize(
    ("department", "city", "code"),
    [
        ("Antioquia", "Medellín", "05001"),
        ("ANTIOQUIA ", "medellin", "05001"),
        ("05", "05001", "05001"),
        ("05", "Medellín", "05001"),
        ("Bogotá, D.C.", "Bogotá, D.C.", "11001"),
        ("bogota", "Bogotá", "11001"),
        ("Bogota D.C", "bogota dc", "11001"),
        ("Narin\u0303o", "Pasto", "52001"),
        ("San Andrés y Providencia", "San Andrés", "88001"),
        ("Valle", "Santiago de Cali", "76001"),
        ("Antioquia", "El Carmen de Viboral", "05148"),
        ("Antioquia", "San Pedro de los Milagros", "05664"),
        ("Bolívar", "Santa Cruz de Mompox", "13468"),
        ("Nariño", "San Andrés de Tumaco", "52835"),
        ("San Andrés, Providencia y Santa Catalina", "San Andrés", "88001"),
    ],
)
def test_place_is_found_by_name_or_code(department, city, code):
    assert find_place(department, city).city_code == code


def test_place_has_its_official_names():
    place = find_place("bolivar", "cartagena de indias")

    assert place == places.Place("13", "Bolívar", "13001", "Cartagena")


@pytest.mark.parametrize(
    ("department", "city", "field"),
    [
        ("Atlantis", "Medellín", "department"),
        ("", "Medellín", "department"),
        ("5", "05001", "department"),
        ("Antioquia", "Cali", "city"),
        ("Antioquia", "76001", "city"),
        ("Antioquia", "", "city"),
        ("Antioquia", "...", "city"),
    ],
)
def test_unknown_place_says_which_part_is_unknown(department, city, field):
    with pytest.raises(UnknownPlace) as caught:
        find_place(department, city)

    assert (caught.value.field, caught.value.code) == (field, "unknown_place")


def test_places_are_for_anyone_and_kept_for_a_day(api):
    response = api.get("/places/")

    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/json"
    assert {"public", "max-age=86400"} == set(response.headers["Cache-Control"].split(", "))
    rows = response.json()
    assert rows[0] == {"code": "91", "name": "Amazonas", "cities": rows[0]["cities"]}
    assert {"code": "91001", "name": "Leticia"} in rows[0]["cities"]
    assert sum(len(row["cities"]) for row in rows) == 1120


@pytest.mark.parametrize("given", ["*", None])
def test_places_that_are_known_are_not_sent_again(api, given):
    tag = api.get("/places/").headers["ETag"]

    response = api.get("/places/", HTTP_IF_NONE_MATCH=given or tag)

    assert (response.status_code, response.content) == (304, b"")
    assert response.headers["ETag"] == tag
    assert "max-age=86400" in response.headers["Cache-Control"]


def test_places_cost_no_query(api, django_assert_num_queries, db):
    with django_assert_num_queries(0):
        api.get("/places/")
