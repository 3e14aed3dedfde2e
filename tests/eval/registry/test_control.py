import pytest

from eval.registry import control


def test_limits_are_three_standard_deviations_of_what_follows_on_each_other() -> None:
    found = control.limits([0.5, 0.52, 0.5, 0.52, 0.5])
    assert found and found.n == 5
    assert found.centre == pytest.approx(0.508)
    # Every moving range is 0.02: 3 * 0.02 / 1.128, as in the tables of quality control (2.66).
    assert found.high - found.centre == pytest.approx(2.66 * 0.02, abs=1e-4)
    assert found.centre - found.low == pytest.approx(2.66 * 0.02, abs=1e-4)
    assert not found.out(0.55)
    assert found.out(0.57) and found.out(0.44)


def test_a_slow_drift_does_not_widen_them() -> None:
    found = control.limits([0.1, 0.2, 0.3, 0.4, 0.5, 0.6])
    assert found and found.out(0.7)


def test_where_nothing_ever_changed_any_change_is_out() -> None:
    found = control.limits([0.25] * 5)
    assert found and not found.out(0.25) and found.out(0.2501)


def test_a_few_figures_set_no_limits() -> None:
    assert control.limits([0.5] * (control.FEWEST - 1)) is None
