//! The limits (期限) as a table: how long, in which unit, from what, until what, by which text.
//!
//! What must stay true: no limit is written in code; what nobody has read in full is marked for confirmation.

use serde::{Deserialize, Serialize};

use super::table::{Line, TableError, TableProblem, lines, number};
use crate::clip::text_enum;
use crate::ledger_import::catalogue::Named;
use crate::limits::DEADLINE_LENGTH_MAX;

text_enum!(
    /// In what a limit is counted.
    LimitUnit {
        /// Hours, from the minute on 小时.
        Hours = "hours",
        /// Calendar days, the day of the start not counted 自然日.
        CalendarDays = "calendar_days",
        /// Working days, the day of the start not counted 工作日.
        WorkingDays = "working_days",
        /// Months, to the day of the same number 月.
        Months = "months",
    }
);

text_enum!(
    /// What begins a limit, ends it, or bears on it.
    Moment {
        /// The case file was opened 立案.
        Opened = "opened",
        /// It is about a penalty.
        PenaltyCase = "penalty_case",
        /// A coercive measure was taken in urgency, before its approval.
        UrgentMeasureTaken = "urgent_measure_taken",
        /// Its approval was made up.
        UrgentApproved = "urgent_approved",
        /// Property was sealed up or seized.
        Seized = "seized",
        /// The seizure was extended.
        SeizureExtended = "seizure_extended",
        /// What was seized went for testing.
        TestingBegan = "testing_began",
        /// It came back.
        TestingEnded = "testing_ended",
        /// The seizure was lifted.
        Released = "released",
        /// Evidence was registered in advance.
        RegisteredInAdvance = "registered_in_advance",
        /// It was decided what becomes of it.
        RegistrationSettled = "registration_settled",
        /// A gap in a recording became known.
        GapKnown = "gap_known",
        /// It was explained.
        GapExplained = "gap_explained",
        /// Sent for legal review.
        SentForReview = "sent_for_review",
        /// Passed by the review.
        ReviewPassed = "review_passed",
        /// Returned by the review.
        ReviewReturned = "review_returned",
        /// Decided.
        Decided = "decided",
        /// A major penalty was decided.
        MajorPenaltyDecided = "major_penalty_decided",
        /// It was reported to the unit above.
        PenaltyReported = "penalty_reported",
        /// No penalty.
        NoPenalty = "no_penalty",
        /// Withdrawn.
        Withdrawn = "withdrawn",
        /// Suspended.
        Suspended = "suspended",
        /// Gone on with.
        Resumed = "resumed",
        /// Ended without a decision.
        Ended = "ended",
        /// Somebody proposed to transfer it to the police.
        TransferProposed = "transfer_proposed",
        /// The head approved that.
        TransferDecided = "transfer_decided",
        /// The head did not.
        TransferNotDecided = "transfer_not_decided",
        /// It was handed over.
        Transferred = "transferred",
        /// The police took it.
        TransferAccepted = "transfer_accepted",
        /// The police refused it.
        TransferRefused = "transfer_refused",
        /// A court asked for an answer.
        CourtNotice = "court_notice",
        /// The evidence was handed in.
        CourtEvidenceGiven = "court_evidence_given",
        /// A reconsideration began.
        ReconsiderationNotice = "reconsideration_notice",
        /// A simplified one began.
        ReconsiderationNoticeSimplified = "reconsideration_notice_simplified",
        /// It was answered.
        ReconsiderationAnswered = "reconsideration_answered",
        /// Closed.
        Closed = "closed",
        /// Filed.
        Filed = "filed",
    }
);

text_enum!(
    /// Days that a limit does not count.
    LeftOut {
        /// Days of testing, inspection or technical appraisal 检测、检验、检疫、技术鉴定.
        Testing = "testing",
        /// Days of a suspension 中止.
        Suspension = "suspension",
    }
);

/// One limit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limit {
    /// Stable word; unique.
    pub code: String,
    /// What it is called.
    pub name: Named,
    /// So many of the unit.
    pub length: u32,
    /// The unit.
    pub unit: LimitUnit,
    /// From what it runs.
    pub from: Moment,
    /// Until what, the first of them.
    pub until: Vec<Moment>,
    /// Whether a last day that is no working day is put off to the next one.
    pub is_put_off: bool,
    /// On which of its days people are warned.
    pub warn_on: Vec<u32>,
    /// Which days do not count.
    pub left_out: Option<LeftOut>,
    /// It runs only where this has happened.
    pub needs: Option<Moment>,
    /// It runs instead of the limit of this code.
    pub replaces: Option<String>,
    /// By which text.
    pub article: String,
    /// Whether the agency's legal unit has yet to confirm it.
    pub is_to_confirm: bool,
}

const COLUMNS: [&str; 14] = [
    "编码",
    "名称",
    "英文名称",
    "期限",
    "单位",
    "起算",
    "完成于",
    "顺延",
    "提醒日",
    "不计入",
    "须已发生",
    "替代",
    "依据",
    "待确认",
];

/// Reads the table of limits, in its order.
///
/// # Errors
/// The first cell that is wrong, with its line; nothing is taken of the table then.
pub fn read_limits(bytes: &[u8]) -> Result<Vec<Limit>, TableError> {
    let mut codes: Vec<String> = Vec::new();
    lines(bytes, &COLUMNS, |line| {
        let limit = limit(line)?;
        if codes.contains(&limit.code) {
            return Err(line.error(0, TableProblem::Twice(limit.code)));
        }
        if let Some(code) = limit.replaces.as_ref().filter(|code| !codes.contains(code)) {
            return Err(line.error(11, TableProblem::UnknownLimit(code.clone())));
        }
        codes.push(limit.code.clone());
        Ok(limit)
    })
}

fn limit(line: &Line<'_>) -> Result<Limit, TableError> {
    let length = line.needed(3)?;
    let limit = Limit {
        code: line.needed(0)?.to_owned(),
        name: Named {
            chinese: line.needed(1)?.to_owned(),
            english: line.needed(2)?.to_owned(),
        },
        length: number(length, DEADLINE_LENGTH_MAX).map_err(|problem| line.error(3, problem))?,
        unit: unit(line)?,
        from: moment(line.needed(5)?).map_err(|problem| line.error(5, problem))?,
        until: line.list(6, moment)?,
        is_put_off: line.yes(7)?,
        warn_on: line.list(8, |word| number(word, DEADLINE_LENGTH_MAX))?,
        left_out: left_out(line)?,
        needs: line.list(10, moment)?.first().copied(),
        replaces: line.cell(11).map(str::to_owned),
        article: line.needed(12)?.to_owned(),
        is_to_confirm: line.yes(13)?,
    };
    if limit.until.is_empty() {
        return Err(line.error(6, TableProblem::Empty));
    }
    let is_of_days = matches!(limit.unit, LimitUnit::CalendarDays | LimitUnit::WorkingDays);
    let wants_days = !limit.warn_on.is_empty() || limit.left_out.is_some();
    let is_put_off = limit.is_put_off && limit.unit == LimitUnit::Hours;
    if (wants_days && !is_of_days) || is_put_off {
        return Err(line.error(4, TableProblem::OnlyDays));
    }
    Ok(limit)
}

fn unit(line: &Line<'_>) -> Result<LimitUnit, TableError> {
    match line.needed(4)? {
        "小时" => Ok(LimitUnit::Hours),
        "自然日" => Ok(LimitUnit::CalendarDays),
        "工作日" => Ok(LimitUnit::WorkingDays),
        "月" => Ok(LimitUnit::Months),
        other => Err(line.error(4, TableProblem::UnknownWord(other.to_owned()))),
    }
}

fn left_out(line: &Line<'_>) -> Result<Option<LeftOut>, TableError> {
    match line.cell(9) {
        None => Ok(None),
        Some("检测") => Ok(Some(LeftOut::Testing)),
        Some("中止") => Ok(Some(LeftOut::Suspension)),
        Some(other) => Err(line.error(9, TableProblem::UnknownWord(other.to_owned()))),
    }
}

fn moment(word: &str) -> Result<Moment, TableProblem> {
    word.parse().map_err(|_| TableProblem::UnknownWord(word.to_owned()))
}
