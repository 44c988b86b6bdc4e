"""The benchmarks run, report the seeds' limits, and fail when one is broken."""

import json
from dataclasses import replace

import pytest

from benchmarks import seeds


def test_the_seeds_two_are_measured_beside_their_limits(capsys: pytest.CaptureFixture[str]) -> None:
    code = seeds.main(["scoring", "updates", "--json"])

    printed = json.loads(capsys.readouterr().out)
    limits = {item["name"]: item["limit"] for item in printed["figures"]}
    assert limits == {"scoring": 1.0, "updates": 2.0}
    assert code == int(not all(item["kept"] for item in printed["figures"]))
    assert "50 deep checks" in printed["figures"][1]["what"]
    assert set(printed["machine"]) == {"python", "system", "processor"}


def test_a_broken_limit_is_said_and_fails(capsys: pytest.CaptureFixture[str]) -> None:
    kept = seeds.figure("scoring", "ten", [0.2, 0.5], 1.0)
    broken = replace(kept, worst=1.5)

    seeds.report([kept, broken])

    assert (kept.kept, broken.kept) == (True, False)
    assert capsys.readouterr().out.count("LIMIT BROKEN") == 1


def test_an_unknown_name_is_refused_with_the_known_ones(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        seeds.main(["speed"])

    assert "known: scoring, updates, live, cycle" in capsys.readouterr().err
