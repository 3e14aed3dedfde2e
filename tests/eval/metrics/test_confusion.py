"""The reference is scikit-learn; an unparsed answer is a class of its own that is never true."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn import metrics

from eval.metrics import confusion

# Where a denominator is zero scikit-learn warns and takes 0, and so do we, without the warning.
pytestmark = [
    pytest.mark.filterwarnings("ignore::sklearn.exceptions.UndefinedMetricWarning"),
    pytest.mark.filterwarnings("ignore:A single label was found"),
]

CLASSES = 4
UNPARSED = CLASSES

Answers = list[tuple[int, int]]
answer_lists = st.lists(
    st.tuples(st.integers(0, CLASSES - 1), st.integers(0, UNPARSED)), min_size=1, max_size=40
)
binary_answers = st.lists(st.tuples(st.integers(0, 1), st.integers(0, 2)), min_size=1, max_size=40)


def count(answers: Answers, classes: int = CLASSES) -> confusion.Counts:
    predicted = [guess if guess < classes else None for _, guess in answers]
    return confusion.matrix([truth for truth, _ in answers], predicted, classes)


def random_answers(seed: int) -> Answers:
    rng = np.random.default_rng(seed)
    truth, guesses = rng.integers(0, CLASSES, 30), rng.integers(0, CLASSES + 1, 30)
    return list(zip(truth.tolist(), guesses.tolist(), strict=True))


@given(answer_lists)
def test_accuracy_is_that_of_scikit_learn(answers: Answers) -> None:
    truth, predicted = zip(*answers, strict=True)
    expected = metrics.accuracy_score(truth, predicted)
    assert confusion.accuracy(count(answers)) == pytest.approx(expected)


@given(answer_lists)
def test_mcc_is_that_of_scikit_learn(answers: Answers) -> None:
    truth, predicted = zip(*answers, strict=True)
    expected = metrics.matthews_corrcoef(truth, predicted)
    assert confusion.mcc(count(answers)) == pytest.approx(expected, abs=1e-12)


@given(answer_lists)
def test_f1_and_recall_of_each_class_are_those_of_scikit_learn(answers: Answers) -> None:
    truth, predicted = zip(*answers, strict=True)
    _, recall, f1, _ = metrics.precision_recall_fscore_support(
        truth, predicted, labels=range(CLASSES)
    )
    assert confusion.f1_scores(count(answers)) == pytest.approx(f1)
    assert confusion.recalls(count(answers)) == pytest.approx(recall)


@pytest.mark.parametrize(
    ("ours", "average"), [(confusion.macro_f1, "macro"), (confusion.weighted_f1, "weighted")]
)
@given(answers=answer_lists)
def test_averaged_f1_is_over_the_classes_that_occur(
    ours: Callable[[confusion.Counts], confusion.Counts], average: str, answers: Answers
) -> None:
    truth, predicted = zip(*answers, strict=True)
    occurring = sorted(set(truth))
    expected = metrics.f1_score(truth, predicted, labels=occurring, average=average)
    assert ours(count(answers)) == pytest.approx(expected)


@given(answer_lists)
def test_balanced_accuracy_is_over_the_classes_that_occur(answers: Answers) -> None:
    truth, predicted = zip(*answers, strict=True)
    occurring = sorted(set(truth))
    expected = metrics.recall_score(truth, predicted, labels=occurring, average="macro")
    assert confusion.balanced_accuracy(count(answers)) == pytest.approx(expected)


@given(binary_answers)
def test_positive_f1_is_the_binary_f1_of_scikit_learn(answers: Answers) -> None:
    truth, predicted = zip(*answers, strict=True)
    expected = metrics.f1_score(truth, predicted, labels=[1], average="macro")
    assert confusion.positive_f1(count(answers, 2)) == pytest.approx(expected)


def test_false_positive_rate_counts_unparsed_answers_in_the_denominator() -> None:
    answers = [(0, 1), (0, 0), (0, 2), (0, 2), (1, 1)]
    assert confusion.false_positive_rate(count(answers, 2)) == 0.25


def test_unparsed_answers_lower_recall_and_leave_precision() -> None:
    counts = count([(1, 1), (1, 2), (0, 0)], 2)
    assert confusion.recalls(counts).tolist() == [1.0, 0.5]
    assert confusion.positive_f1(counts) == pytest.approx(2 * 1.0 * 0.5 / 1.5)


def test_always_unsafe_has_the_published_detection_f1() -> None:
    counts = count([(1, 1)] * 477 + [(0, 1)] * 54, 2)
    assert round(100 * float(confusion.positive_f1(counts)), 2) == 94.64


def test_always_unsafe_has_half_balanced_accuracy() -> None:
    counts = count([(1, 1)] * 477 + [(0, 1)] * 54, 2)
    assert confusion.balanced_accuracy(counts) == 0.5
    assert confusion.mcc(counts) == 0
    assert confusion.false_positive_rate(counts) == 1


def test_answers_that_are_all_unparsed_score_nothing() -> None:
    counts = count([(0, 2), (1, 2)], 2)
    for metric in (confusion.accuracy, confusion.positive_f1, confusion.balanced_accuracy):
        assert metric(counts) == 0


@pytest.mark.parametrize(
    "metric",
    [
        confusion.accuracy,
        confusion.recalls,
        confusion.f1_scores,
        confusion.balanced_accuracy,
        confusion.macro_f1,
        confusion.weighted_f1,
        confusion.mcc,
        confusion.positive_f1,
        confusion.false_positive_rate,
    ],
)
def test_leading_axes_give_what_each_matrix_gives_alone(
    metric: Callable[[confusion.Counts], confusion.Counts],
) -> None:
    matrices = [count(random_answers(seed)) for seed in range(6)]
    batched = metric(np.stack(matrices).reshape(2, 3, CLASSES, CLASSES + 1))
    alone = np.stack([metric(matrix) for matrix in matrices])
    assert np.array_equal(batched, alone.reshape(batched.shape))


def test_matrix_refuses_lists_of_different_length() -> None:
    with pytest.raises(ValueError, match="shorter"):
        confusion.matrix([0, 1], [0], 2)
