"""The flow of a question: asked by an enterprise, answered by the work group."""

from zz.enrolment.questions.vocabulary import QuestionAction as A
from zz.enrolment.questions.vocabulary import QuestionState as S
from zz.workflow import Flow

QUESTIONS = Flow(
    "企业咨询",
    "state",
    {
        (S.ASKED, A.ANSWER): S.ANSWERED,
        (S.ASKED, A.WITHDRAW): S.WITHDRAWN,
        (S.ANSWERED, A.AMEND): S.ANSWERED,
    },
)
