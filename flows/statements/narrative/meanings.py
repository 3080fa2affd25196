"""What one figure means: what it is called, its stage, kind, fund and project, and its role.

Said in its own clause, before it in the sentence or in the headings; the passage around it is the scene.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from flows.statements.folding import fold
from flows.statements.narrative.clauses import Clause, Label, is_own_income
from flows.statements.narrative.context import HeadingSense, Thread, label_text
from flows.statements.narrative.figure import Figure
from flows.statements.narrative.headings import Heading
from flows.statements.narrative.lexicon import BLANK, ROW, YEAR_BEFORE, Vocabulary
from flows.statements.narrative.listings import PROJECTS
from flows.statements.narrative.paragraphs import Paragraph
from flows.statements.narrative.sentences import Frame, Money

_BREAKS = re.compile(r"[,;:。]")
_AFTER_CHARS = 8
_OF_MANY = re.compile(r"(?:项目)?等\d{1,3}[个项]")


@dataclass(slots=True)
class Scene:
    """The passage, sentence and frame that are being read."""

    paragraph: Paragraph
    sense: HeadingSense
    counts_projects: bool  # the passage tells how many projects there are
    accounts: set[str] = field(default_factory=set)  # lists that the passage's unambiguous account names belong to
    year: str | None = None  # that the passage speaks of
    side: str = ""  # of the headings, else the only side the sentence speaks of
    frame: Frame = field(default_factory=lambda: Frame("", 0, 0, False))
    is_remark: bool = False  # the frame explains a rounding


class Meanings:
    """Decides the meaning of the figures of a passage."""

    def __init__(self, vocabulary: Vocabulary, scene: Scene) -> None:
        self._vocabulary = vocabulary
        self._scene = scene

    def label(self, own: Clause, at: int, thread: Thread) -> tuple[Label | None, Heading | None]:
        """What the figure is called, and the heading that says so where neither clause nor sentence does."""
        if thread.project is None and self._is_of_all_projects(own):
            return Label(PROJECTS, 0, 0, "支出", kind=PROJECTS, total=True), None
        if self._sums_counted(own, thread):
            return (thread.label if thread.fresh_label else None), None
        is_tally = own.label is not None and "tally" in own.roles and self._is_plain(own) and own.total is None
        if is_tally and not own.stage_key:
            # 合计5万元: of what was named before it, else of what the section is about
            named = thread.label if thread.fresh_label else None
            return (named, None) if named or thread.cut else (self._scene.sense.label, self._scene.sense.label_heading)
        if own.kind_key and self._splits_account(own, thread):
            return thread.whole, None
        if own.label is not None and not is_tally:
            return own.label.moved(at), None
        if self._splits_by_fund(own, thread):
            return thread.whole, None
        is_part = self._is_fund_part(own, thread) or is_own_income(own, self._vocabulary)
        if is_part and own.fund_label is not None and own.total is not None:
            fund = own.fund_label.moved(at)
            return fund._replace(end=max(fund.end, own.total.moved(at).end), side=own.total.side), None
        # 水污染防治500万元，支出500万元: of something that is not understood
        unknown_topic = thread.cut or self._scene.sense.is_topic
        if "spent" in own.roles and own.total is not None and unknown_topic and not own.year:
            return None, None
        if own.total is not None and thread.project is None:
            return (thread.label if self._spends_budget(own, thread) else own.total), None
        if own.fund_label is not None and own.stage_key is None:
            return own.fund_label.moved(at), None
        # 由2021年的30万元下降到2022年的25万元
        if "reach" in own.roles and own.year and thread.label is not None and not thread.cut:
            return thread.label, None
        if "project" in own.roles and thread.project is None:  # 项目经费预算10万元: of some project, not of the unit
            return None, None
        if own.stage_key and thread.new_part and thread.listing is not None and not thread.listing.is_implied:
            return thread.whole, None  # 年初预算100万元，其中：项目支出40万元；执行数95万元
        if thread.label is not None and (own.stage_key or thread.fresh_label) and _same_side(thread.label, own):
            return thread.label, None
        # 农机补助资金全年预算数5万元，全年执行数4万元: of what the sentence named, not of what the section is about
        is_of_section = self._scene.sense.label is not None and not self._scene.sense.is_part
        if is_of_section and own.stage_key and not thread.cut and thread.last_role != "excluded":
            return self._scene.sense.label, self._scene.sense.label_heading
        said = own.stage_side or own.fund_key or thread.side or self._scene.side
        if self._scene.sense.is_topic:
            return None, None
        # 收入预算100万元，主要原因是…；支出预算100万元: behind the reason the sentence goes on with its other side
        turns = thread.reasoned and thread.new_part and own.stage_side != "" and self._scene.sense.label is None
        if own.stage_key and (turns or not thread.cut) and said and thread.last_role not in ("excluded", "unknown"):
            side = own.stage_side or thread.side or self._scene.side
            return Label("合计", 0, 0, side, total=True), None
        return None, None

    def _splits_account(self, own: Clause, thread: Thread) -> bool:
        """机构运行110万元，其中：基本支出100万元，项目支出10万元: the account or item by kind of spending, not all of the unit's."""
        if thread.listing is None or thread.listing.is_implied or thread.whole is None or own.label is None:
            return False
        whole = thread.whole
        is_item = not (whole.level or whole.total or whole.kind) and whole.side == "支出"
        return (is_item or whole.level in ("function", "both")) and own.label.key == own.kind_key

    def _splits_by_fund(self, own: Clause, thread: Thread) -> bool:
        """“三公”经费支出22万元（其中：一般公共预算支出22万元，政府性基金预算支出0万元）: 三公经费 by fund, not all spending."""
        if thread.listing is None or thread.listing.is_implied or thread.whole is None or thread.whole.total:
            return False
        return own.fund_key is not None and own.stage_key is None and thread.whole.side == "支出"

    def _is_fund_part(self, own: Clause, thread: Thread) -> bool:
        """收入预算100万元，其中：财政专户管理资金收入5万元: a part of the total has the name that is printed."""
        if thread.listing is None or thread.listing.is_implied or thread.whole is None or own.stage_key is not None:
            return False
        return thread.whole.total and own.total is not None and own.total.side == thread.whole.side

    def _is_of_all_projects(self, own: Clause) -> bool:
        """共有5个项目，预算合计1704万元: in a report on a unit's projects, under no project's own heading."""
        if not self._scene.sense.on_projects or self._scene.sense.project is not None or not own.stage_key:
            return False
        return self._scene.counts_projects and self._is_plain(own) and own.total is None

    def _sums_counted(self, own: Clause, thread: Thread) -> bool:
        """国内公务接待31批次，260人次，共计支出2万元: the sum of what was only counted before, not of the unit.

        Where nothing known was counted, a sum with a year of its own (2022年支出合计…) is the unit's all the same.
        """
        if not thread.counted or thread.project is not None or "tally" not in own.roles or own.fund_label is not None:
            return False
        spending = own.total is None or own.total.side == "支出"
        return self._is_plain(own) and spending and (thread.fresh_label or own.year is None)

    def _is_plain(self, own: Clause) -> bool:
        """Whether a clause names nothing but a sum (预算合计)."""
        return own.label is None or self._vocabulary.meaning(own.label.key, "tally") is not None

    def _is_row(self, label: Label) -> bool:
        """Whether tables or account lists have what a label means: 公务接待费 they do, its part 国内公务接待费 not."""
        item = self._vocabulary.meaning(label.key, "item")
        if item is None:
            return True
        key = fold(item.line_item)
        return self._vocabulary.meaning(key, ROW) is not None or self._vocabulary.is_account(key)

    def _spends_budget(self, own: Clause, thread: Thread) -> bool:
        """三公经费年初预算15万元，全年支出12万元: a plain 支出 after a budget or a topic is about what that was for."""
        budget = self._vocabulary.meaning(thread.last_stage, "stage") if thread.last_stage else None
        item = thread.label is not None and not thread.label.total and thread.label.side == "支出"
        budgeted = budget is not None and budget.budget_stage != "决算"
        return "spent" in own.roles and item and (budgeted or thread.fresh_label)

    def fill(
        self,
        figure: Figure,
        own: Clause,
        thread: Thread,
        label: Label | None,
        source: Paragraph,
        heading: Heading | None,
    ) -> None:
        project = self._project(own, thread)
        figure.project_name = project
        goes_on = label is not None and (
            (label is thread.label and not thread.new_part) or _turns_side(label, thread.label)
        )
        figure.fund_key = own.fund_key or (thread.last_fund if goes_on else None) or thread.fund_key
        figure.year = own.year or thread.year or self._scene.year or self._scene.sense.year
        figure.stage_key = own.stage_key or self._label_stage(label) or thread.stage_for(label)
        figure.is_stage_own = own.stage_key is not None
        if project is not None:
            figure.label_text, figure.label_key, figure.side = project, fold(project), "支出"
            figure.stage_key = own.stage_key or thread.project_stage or figure.stage_key
            return
        if label is None:
            return
        figure.label_text = label_text(label, source, heading.start if heading else 0)
        figure.label_key = label.key
        known = label.side if label.side != "收支" or not own.stage_side else own.stage_side
        figure.side = known or own.stage_side or thread.side or self._scene.side or None
        figure.account_level = self._account_level(label)
        if own.kind_key or label.kind:
            figure.kind_key = own.kind_key or self._kind_key(label)
        elif label.level:
            figure.kind_key = thread.kind_key or self._scene.sense.kind_key

    def _project(self, own: Clause, thread: Thread) -> str | None:
        specific = own.label is not None and not own.kind_key
        if thread.project is not None and not specific:
            return self._scene.paragraph.printed(*thread.project)
        heading = self._scene.sense.project
        kind = self._vocabulary.meaning(own.kind_key, "kind") if own.kind_key else None
        of_project = kind is not None and kind.expenditure_kind == PROJECTS
        named = of_project or thread.in_project or "project" in own.roles or not self._scene.sense.is_title_project
        if heading is not None and named and not specific and own.fund_label is None:
            return heading.name
        return None

    def restates(self, figure: Figure, before: Figure, own: Clause) -> bool:
        """Whether a figure gives the stage that the one before it, of the same item, only took over.

        三公经费支出2.05万元，年初预算2.95万元。其中：公务接待费支出2.05万元，年初预算2万元: the first is not the budget of its own.
        """
        if own.stage_key is None or own.label is not None or own.year or own.relative_year:
            return False
        if before.is_stage_own or before.stage_key is None or before.label_key != figure.label_key:
            return False
        said, taken = (self._vocabulary.meaning(key, "stage") for key in (own.stage_key, before.stage_key))
        same_sentence = before.sentence_start == figure.sentence_start and before.role == "amount"
        return same_sentence and said is not None and taken is not None and said.budget_stage == taken.budget_stage

    def _label_stage(self, label: Label | None) -> str | None:
        if label is None or not label.stage:
            return None
        return label.stage if self._vocabulary.meaning(label.stage, "stage") else None

    def _kind_key(self, label: Label) -> str | None:
        return next((key for key in (label.key, label.kind) if self._vocabulary.meaning(key, "kind")), None)

    def _account_level(self, label: Label) -> str | None:
        """The account list a label belongs to; a name of both lists goes with the unambiguous names around it."""
        if label.level in ("function", "economic") and not label.in_rows:
            self._scene.accounts.add(label.level)
            return label.level
        if not label.level or len(self._scene.accounts) != 1:
            return None
        (known,) = self._scene.accounts
        return known if label.level in ("both", known) else None

    def role(self, figure: Figure, amount: Money, own: Clause, thread: Thread, label: Label | None) -> tuple[str, str]:
        if self._scene.is_remark:
            return "excluded", "四舍五入等舍入说明中引用的合计"
        if "excluded" in own.roles or self._after(amount):
            return "excluded", "合同价、第三方资金、标准、结余等，不是本单位当年收支"
        if "part_year" in own.roles or (thread.partial and own.year is None) or self._in_part_year(figure):
            return "excluded", "年度中间的时点或部分月份"
        if "change" in own.roles:
            return "change", "增减额"
        alone = self._role_alone(figure, amount, own, thread, label)
        if thread.listing_role and own.stage_key is None and own.total is None:
            figure.alone = alone
            return thread.listing_role, "随前一数字：其中"
        return alone

    def _role_alone(
        self, figure: Figure, amount: Money, own: Clause, thread: Thread, label: Label | None
    ) -> tuple[str, str]:
        """The role of a figure that is no part of another one."""
        if amount.is_range or amount.is_rounded or "approximate" in own.roles:
            return "unknown", "约数或区间"
        if "distributive" in own.roles:
            return "unknown", "“分别”列举，无法确定各数所指"
        if own.doubt:
            return "unknown", f"未识别的词语：{own.doubt}"
        if own.label is None and own.total is None and thread.priced:
            return "excluded", "所在句子说的是价格或第三方资金"
        if figure.project_name is None and own.total is not None and (thread.involved or "involved" in own.roles):
            return "unknown", "所涉及的资金，不是报告的合计"
        if figure.project_name is not None and thread.project is not None and self._is_one_of_many(thread.project):
            return "unknown", "几个项目的合计"
        if own.label is not None and self._is_account_of_account(own.label, thread):
            return "unknown", "一个科目的用途，不是另一科目"
        if label is not None and self._sums_counted(own, thread) and not self._is_row(label):
            return "excluded", "只用数量说明的事项，是决算表项目的一部分"
        if own.relative_year:
            said = own.year or thread.amount_year or self._scene.sense.year
            figure.year = str(int(said) - 1) if said and said.isdigit() else YEAR_BEFORE
            figure.is_year_before = own.year is None
        figure.is_base = self._is_base(own, amount)
        if own.label is not None and own.total is not None and {own.label.side, own.total.side} == {"收入", "支出"}:
            return "unknown", "既说收入又说支出"
        in_project = thread.project is not None or self._scene.sense.project is not None
        is_fund = own.fund_label is not None and figure.label_key == own.fund_label.key and own.stage_key is None
        if label is not None and in_project and (label.side == "收入" or is_fund):
            return "unknown", "项目的资金来源，不是单位的收入"
        if self._scene.sense.is_title_project and figure.project_name is None and label is not None and not label.total:
            return "unknown", "项目报告中的分项，无法确定属于项目还是单位"
        if figure.label_key is None:
            return "unknown", "句子和标题都没有说明是什么数"
        if figure.side is None:
            return "unknown", "无法确定是收入还是支出"
        return "amount", ""

    def _is_account_of_account(self, label: Label, thread: Thread) -> bool:
        """公务用车运行维护费2万元，主要用于燃料费1万元、维修费1万元: what an account was used for is no other account."""
        is_listed = thread.listing is not None and not thread.listing.is_implied
        whole = thread.used_by or (thread.whole if is_listed else None)
        is_item = self._vocabulary.meaning(label.key, "item") is not None
        if whole is None or is_item or label.level not in ("economic", "both") or label.chained:
            return False
        item = self._vocabulary.meaning(whole.key, "item")
        return item is not None and self._vocabulary.is_account(fold(item.line_item))

    def _is_one_of_many(self, project: tuple[int, int]) -> bool:
        """对“信息化建设”等3个项目开展评价，涉及资金…: the money of all of them."""
        return _OF_MANY.match(self._scene.frame.text, project[1]) is not None

    def _in_part_year(self, figure: Figure) -> bool:
        """Under a heading about a part of the year only budgets are of the year."""
        stage = self._vocabulary.meaning(figure.stage_key, "stage") if figure.stage_key else None
        return self._scene.sense.partial and (stage is None or stage.budget_stage == "决算")

    def _is_base(self, own: Clause, amount: Money) -> bool:
        """比2020年度121.05万元减少…: what another figure is compared with."""
        if "compare" not in own.roles or own.label is not None or own.fund_key:
            return False
        after = self._scene.frame.text[amount.end : min(self._scene.frame.end, amount.end + _AFTER_CHARS)].replace(
            BLANK, ""
        )
        tokens = self._vocabulary.tokens(after, 0, len(after))
        return bool(tokens) and tokens[0].has("compare", "change", "bare_change", "compared")

    def _after(self, amount: Money) -> bool:
        text = self._scene.frame.text[amount.end : min(self._scene.frame.end, amount.end + _AFTER_CHARS)]
        words = _BREAKS.split(text)[0].replace(BLANK, "")
        return words.startswith(self._vocabulary.keys("after_excluded"))


def _turns_side(label: Label, before: Label | None) -> bool:
    """政府性基金预算财政拨款本年收入0元；本年支出0元: the other side of the total before it, of the same fund."""
    return before is not None and label.total and before.total and {label.side, before.side} == {"收入", "支出"}


def _same_side(label: Label, own: Clause) -> bool:
    """Whether the words of a stage (实际支出) can be about what the sentence named before (到位资金: no)."""
    return not own.stage_side or label.side in ("", "收支", own.stage_side)
