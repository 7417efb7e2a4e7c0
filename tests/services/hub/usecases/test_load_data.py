"""Data files into tables: once, beside what is there, and never over what an order was filed under."""

import shutil
import threading
from datetime import UTC, date, datetime
from functools import lru_cache

import pytest
from sqlalchemy import delete, insert, select, text, update

from services.hub.domain.calendar import CalendarDay as Day
from services.hub.domain.calendar import WorkCalendar
from services.hub.domain.datafile import DataFileError
from services.hub.domain.flowfiles import parse_flow
from services.hub.domain.limitfiles import parse_limits
from services.hub.domain.raising import Level
from services.hub.store.engine import make_engine, reading, writing
from services.hub.store.migrate import bring_up_to_date
from services.hub.store.models import CalendarDay, Company, DataFile, Flow, FlowStage, LimitRow
from services.hub.usecases.company_rules import UnknownLimits, UnknownRaising
from services.hub.usecases.load_data import DATA_DIRECTORY, DataConflict, load_data_files
from services.hub.usecases.reference import Reference
from tests.services.hub.databases import copied_database, lasting_database

TABLES = (
    *("data_files", "flows", "flow_stages", "limits", "companies", "calendar_days"),
    *("raising_rules", "working_hours"),
)


@lru_cache
def empty(backend):
    """The address of a database with all tables and nothing in them, once for this process."""
    url, _ = lasting_database(backend)
    engine = make_engine(url)
    bring_up_to_date(engine)
    engine.dispose()
    return url


@pytest.fixture
def engine(backend, tmp_path):
    with copied_database(empty(backend), tmp_path) as url:
        engine = make_engine(url)
        yield engine
        engine.dispose()


@pytest.fixture
def directory(tmp_path):
    """A copy of the data files that may be changed."""
    return shutil.copytree(DATA_DIRECTORY, tmp_path / "data")


def held(engine):
    with reading(engine) as connection:
        return {name: connection.execute(text(f"SELECT * FROM {name}")).fetchall() for name in TABLES}


def rewrite(path, old, new):
    written = path.read_text("utf-8")
    assert old in written
    path.write_text(written.replace(old, new, 1), "utf-8")


def test_what_ships_is_in_the_tables_as_its_files_say(engine):
    loaded = load_data_files(engine)
    flows = [parse_flow(path.read_text("utf-8"), path.name) for path in sorted(DATA_DIRECTORY.glob("*.toml"))]
    with reading(engine) as connection:
        for flow in flows:
            assert f"flow {flow.code} {flow.version}" in loaded
            row = connection.execute(select(Flow).where(Flow.code == flow.code)).one()
            assert (row.version, row.valid_from, row.name_zh, row.name_en) == (
                *(flow.version, flow.valid_from),
                *(flow.name.zh, flow.name.en),
            )
            stages = connection.execute(
                select(FlowStage).where(FlowStage.flow_id == row.id).order_by(FlowStage.id)
            ).all()
            assert [
                (stage.step, stage.code, stage.side, stage.watched, stage.joint, stage.default_days)
                for stage in stages
            ] == [
                (stage.step, stage.code, stage.side, stage.watched, stage.joint, stage.default_days)
                for stage in flow.stages
            ]
            assert [(stage.does_zh, stage.awaited_en, stage.bring_zh) for stage in stages] == [
                (
                    stage.does.zh,
                    stage.awaited.en if stage.awaited else "",
                    stage.bring.zh if stage.bring else "",
                )
                for stage in flow.stages
            ]


def test_a_company_s_limits_are_those_its_rules_name_in_their_order(engine):
    load_data_files(engine)
    files = [DATA_DIRECTORY / "limits" / f"{code}.toml" for code in ("state-grid-older", "yuxi")]
    expected = [
        (row.stage_code, row.supply, row.limit.days, row.limit.unit, row.counts_from, row.unit_stated)
        for path in files
        for row in parse_limits(path.read_text("utf-8"), path.name).rows
    ]
    columns = (LimitRow.stage_code, LimitRow.supply, LimitRow.days, LimitRow.unit, LimitRow.counts_from)
    query = select(*columns, LimitRow.unit_stated).join(Company, Company.id == LimitRow.company_id)
    with reading(engine) as connection:
        found = connection.execute(query.where(Company.code == "demo").order_by(LimitRow.id)).all()
    assert [tuple(row) for row in found] == expected


def test_the_calendar_in_the_table_sums_like_its_source(engine):
    load_data_files(engine)
    with reading(engine) as connection:
        rows = connection.execute(
            select(
                CalendarDay.day,
                CalendarDay.working,
                CalendarDay.name,
                CalendarDay.source,
                CalendarDay.version,
            )
        )
        calendar = WorkCalendar.from_days(Day(*row) for row in rows)
    assert calendar.add(date(2026, 9, 30), 1) == date(2026, 10, 8)
    assert calendar.is_working(date(2026, 10, 10))  # a Saturday that was moved


def test_loading_again_changes_nothing(engine):
    load_data_files(engine)
    before = held(engine)
    assert load_data_files(engine) == []
    assert held(engine) == before


def test_a_new_version_stands_beside_the_old_one(engine, directory):
    load_data_files(engine, directory)
    with reading(engine) as connection:
        old = connection.execute(select(Flow.id).where(Flow.code == "low-voltage")).scalar_one()
        stages = connection.execute(select(FlowStage).where(FlowStage.flow_id == old)).all()
    path = directory / "low-voltage.toml"
    rewrite(path, 'version = "1"', 'version = "2"')
    rewrite(path, "valid_from = 2020-01-01", "valid_from = 2027-01-01")
    rewrite(path, "default_days = 2", "default_days = 9")
    assert load_data_files(engine, directory) == ["flow low-voltage 2"]
    with reading(engine) as connection:
        versions = connection.execute(
            select(Flow.version, Flow.valid_from).where(Flow.code == "low-voltage").order_by(Flow.id)
        ).all()
        assert [tuple(row) for row in versions] == [("1", date(2020, 1, 1)), ("2", date(2027, 1, 1))]
        assert connection.execute(select(FlowStage).where(FlowStage.flow_id == old)).all() == stages


def test_a_change_without_a_new_version_is_refused_and_changes_nothing(engine, directory):
    load_data_files(engine, directory)
    before = held(engine)
    rewrite(directory / "low-voltage.toml", "default_days = 2", "default_days = 9")
    shutil.copy(directory / "limits" / "yuxi.toml", directory / "limits" / "other.toml")
    rewrite(directory / "limits" / "other.toml", 'code = "yuxi"', 'code = "other"')
    with pytest.raises(DataConflict, match="flow low-voltage has changed but still calls itself version 1"):
        load_data_files(engine, directory)
    assert held(engine) == before


def test_limits_of_a_new_version_join_the_old_ones(engine, directory):
    load_data_files(engine, directory)
    path = directory / "limits" / "yuxi.toml"
    rewrite(path, 'version = "1"', 'version = "2"')
    rewrite(path, "valid_from = 2020-01-01", "valid_from = 2027-01-01")
    rewrite(path, "days = 70", "days = 60")
    assert load_data_files(engine, directory) == ["limits yuxi 2", "company demo"]
    query = select(LimitRow.days, LimitRow.valid_from).where(
        LimitRow.stage_code == "", LimitRow.supply == "high-one"
    )
    with reading(engine) as connection:
        assert [tuple(row) for row in connection.execute(query.order_by(LimitRow.id))] == [
            (70, date(2020, 1, 1)),
            (60, date(2027, 1, 1)),
        ]


def test_a_company_s_rules_are_what_they_are_now_back_and_forth(engine, directory):
    load_data_files(engine, directory)
    before = held(engine)["companies"]
    path = directory / "companies" / "demo.toml"
    own = path.read_text("utf-8")
    rewrite(path, "nearly_late_days = 2", "nearly_late_days = 3")
    rewrite(path, 'limits = ["state-grid-older", "yuxi"]', 'limits = ["southern-grid"]')
    assert load_data_files(engine, directory) == ["company demo"]
    query = select(DataFile.code).join(LimitRow, LimitRow.data_file_id == DataFile.id).distinct()
    with reading(engine) as connection:
        assert connection.execute(select(Company.nearly_late_days)).scalars().all() == [3]
        assert connection.execute(query).scalars().all() == ["southern-grid"]
    path.write_text(own, "utf-8")
    assert load_data_files(engine, directory) == ["company demo"]
    assert held(engine)["companies"] == before


def test_a_company_goes_by_the_raising_set_that_it_names_in_its_newest_version(engine, directory):
    own = directory / "raising" / "demo-own.toml"
    shutil.copy(directory / "raising" / "standard.toml", own)
    rewrite(own, 'code = "standard"', 'code = "demo-own"')
    rewrite(directory / "companies" / "demo.toml", 'raising = "standard"', 'raising = "demo-own"')
    load_data_files(engine, directory)
    rewrite(own, 'version = "1"', 'version = "2"')
    rewrite(own, "leader_hours = 2", "leader_hours = 1")
    assert load_data_files(engine, directory) == ["raising demo-own 2"]
    with reading(engine) as connection:
        assert connection.execute(select(Company.raising)).scalar_one() == "demo-own"
        raising = Reference().facts(connection, datetime(2026, 11, 20, tzinfo=UTC)).raising
    hours = {code: one.rules[0].hours(Level.LEADER) for code, one in raising.items()}
    assert hours == {"standard": 2, "demo-own": 1}


def test_rules_that_name_a_raising_set_of_no_file_are_refused(engine, directory):
    rewrite(directory / "companies" / "demo.toml", 'raising = "standard"', 'raising = "nobodys"')
    with pytest.raises(UnknownRaising, match="nobodys"):
        load_data_files(engine, directory)


def test_rules_that_name_limits_of_no_file_are_refused(engine, directory):
    rewrite(directory / "companies" / "demo.toml", '"yuxi"', '"nobody"')
    with pytest.raises(UnknownLimits, match="demo works by limits of no file: nobody"):
        load_data_files(engine, directory)


def test_a_file_that_is_wrong_is_named_and_nothing_is_loaded(engine, directory):
    rewrite(directory / "high-voltage.toml", "default_days", "default_dyas")
    with pytest.raises(DataFileError, match=r"high-voltage\.toml"):
        load_data_files(engine, directory)
    assert held(engine)["data_files"] == []


def test_days_from_elsewhere_stay_when_the_package_brings_new_ones(engine):
    load_data_files(engine)
    announced = {
        "day": date(2027, 2, 6),
        "working": False,
        "name": "春节",
        "source": "State Council",
        "version": "1",
    }
    with writing(engine) as connection:
        connection.execute(insert(CalendarDay), announced)
        connection.execute(
            update(CalendarDay).where(CalendarDay.day == date(2026, 1, 5)).values(working=False)
        )
        connection.execute(delete(DataFile).where(DataFile.kind == "calendar"))
    load_data_files(engine)
    with reading(engine) as connection:
        days = dict(connection.execute(select(CalendarDay.day, CalendarDay.working)).all())
        sources = dict(connection.execute(select(CalendarDay.day, CalendarDay.source)).all())
    assert sources[date(2027, 2, 6)] == "State Council"
    assert days[date(2026, 1, 5)]


def test_several_hubs_may_load_at_once(engine):
    barrier, loaded, failures = threading.Barrier(4), [], []

    def load():
        barrier.wait()
        try:
            loaded.append(load_data_files(engine))
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=load) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert sorted(bool(one) for one in loaded) == [False, False, False, True]
    assert len({row.code for row in held(engine)["flows"]}) == len(held(engine)["flows"])
