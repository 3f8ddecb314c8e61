//! States of a case file, steps between them, flags and refusals. Stored and sent: the words are stable.

use crate::clip::text_enum;

text_enum!(
    /// How a case file stands.
    CaseState {
        /// Open 办理中.
        Open = "open",
        /// Sent for legal review 已送审.
        SentForReview = "sent_for_review",
        /// Passed by the review 审核通过.
        Passed = "passed",
        /// Returned by the review 审核退回.
        Returned = "returned",
        /// Decided 已决定.
        Decided = "decided",
        /// Ended without a penalty 不予处罚.
        NoPenalty = "no_penalty",
        /// Withdrawn 撤案.
        Withdrawn = "withdrawn",
        /// Suspended 中止.
        Suspended = "suspended",
        /// Ended for another reason 终止.
        Ended = "ended",
        /// Handed over to the police 移送公安.
        Transferred = "transferred",
        /// Its decision was revoked; another one may follow 决定已撤销.
        Revoked = "revoked",
        /// Closed 已结案.
        Closed = "closed",
        /// Filed 已归档.
        Filed = "filed",
    }
);

text_enum!(
    /// What happens to a case file (案件经过). The first group moves its state, the second one bears on limits.
    Step {
        /// It was opened 立案.
        Opened = "opened",
        /// The agency's list names its decision as major 列入重大执法决定.
        ListedAsMajor = "listed_as_major",
        /// Sent for legal review 送审.
        SentForReview = "sent_for_review",
        /// Passed by it 审核通过.
        ReviewPassed = "review_passed",
        /// Returned by it 审核退回.
        ReviewReturned = "review_returned",
        /// Decided 作出决定.
        Decided = "decided",
        /// Served 送达.
        Served = "served",
        /// Executed 执行.
        Executed = "executed",
        /// No penalty 不予处罚.
        NoPenalty = "no_penalty",
        /// Withdrawn 撤案.
        Withdrawn = "withdrawn",
        /// Suspended 中止.
        Suspended = "suspended",
        /// Gone on with 恢复办理.
        Resumed = "resumed",
        /// Ended 终止.
        Ended = "ended",
        /// Somebody proposed a transfer to the police 提请移送.
        TransferProposed = "transfer_proposed",
        /// The head approved it 批准移送.
        TransferDecided = "transfer_decided",
        /// The head did not 不批准移送.
        TransferNotDecided = "transfer_not_decided",
        /// Handed over 移送.
        Transferred = "transferred",
        /// The police took it 公安立案.
        TransferAccepted = "transfer_accepted",
        /// The police refused it 公安不立案.
        TransferRefused = "transfer_refused",
        /// The decision was revoked 撤销决定.
        DecisionRevoked = "decision_revoked",
        /// Opened again 重新办理.
        Reopened = "reopened",
        /// Closed 结案.
        Closed = "closed",
        /// Filed 归档.
        Filed = "filed",
        /// The approval of an urgent measure was made up 补办批准手续.
        UrgentApproved = "urgent_approved",
        /// A seizure was extended 延长查封扣押.
        SeizureExtended = "seizure_extended",
        /// What was seized went for testing 送检.
        TestingBegan = "testing_began",
        /// It came back 检测结束.
        TestingEnded = "testing_ended",
        /// A seizure was lifted 解除查封扣押.
        Released = "released",
        /// It was decided what becomes of what was registered in advance 先行登记保存处理.
        RegistrationSettled = "registration_settled",
        /// A major penalty was reported 重大处罚备案.
        PenaltyReported = "penalty_reported",
        /// A court asked for an answer 收到应诉通知.
        CourtNotice = "court_notice",
        /// The evidence was handed in 向法院提交证据.
        CourtEvidenceGiven = "court_evidence_given",
        /// A reconsideration began 收到行政复议答复通知.
        ReconsiderationNotice = "reconsideration_notice",
        /// A simplified one began 收到行政复议答复通知（简易程序）.
        ReconsiderationNoticeSimplified = "reconsideration_notice_simplified",
        /// It was answered 作出行政复议答复.
        ReconsiderationAnswered = "reconsideration_answered",
        /// After closing: what was wrong, and who approved its correction 更正说明.
        CorrectionNoted = "correction_noted",
        /// What was said before was wrong 撤回此前登记.
        TakenBack = "taken_back",
    }
);

impl Step {
    /// Whether it is taken here, and so can be refused; every other step is a fact.
    pub const fn is_taken_here(self) -> bool {
        matches!(self, Self::SentForReview | Self::Closed)
    }

    /// Whether only the review itself says so.
    pub const fn is_of_review(self) -> bool {
        matches!(self, Self::ReviewPassed | Self::ReviewReturned)
    }

    /// Whether it is odd after the case file was closed.
    pub(super) const fn needs_open(self) -> bool {
        matches!(
            self,
            Self::SentForReview
                | Self::ReviewPassed
                | Self::ReviewReturned
                | Self::Decided
                | Self::NoPenalty
                | Self::Withdrawn
                | Self::Suspended
                | Self::Resumed
                | Self::Ended
                | Self::Transferred
        )
    }
}

text_enum!(
    /// What does not fit with what was said before; the fact counts all the same.
    CourseFlag {
        /// Decided, and no review had passed it 决定时未见审核通过.
        DecidedUnreviewed = "decided_unreviewed",
        /// Decided, and a decision stood already.
        DecidedTwice = "decided_twice",
        /// Served or executed, and nothing was decided.
        DoneUndecided = "done_undecided",
        /// An answer of a review that nobody had asked for.
        NotSentForReview = "not_sent_for_review",
        /// Closed without a decision or an end.
        ClosedUndecided = "closed_undecided",
        /// Filed, and not closed.
        FiledUnclosed = "filed_unclosed",
        /// Gone on with, and not suspended.
        NotSuspended = "not_suspended",
        /// A revoked decision that nobody had told of.
        RevokedUndecided = "revoked_undecided",
        /// Handed over to the police without the head's decision.
        TransferUndecided = "transfer_undecided",
        /// Handed over to the police without a list of what went.
        TransferWithoutList = "transfer_without_list",
        /// An answer of the police, and nothing was handed over.
        NotTransferred = "not_transferred",
        /// It happened after the case file was closed.
        AfterClosing = "after_closing",
    }
);

text_enum!(
    /// Why a step is not taken here.
    StepRefusal {
        /// Nothing was decided, and it did not end otherwise.
        Undecided = "undecided",
        /// A review has it.
        UnderReview = "under_review",
        /// No review has it.
        NotUnderReview = "not_under_review",
        /// A review passed it already.
        PassedAlready = "passed_already",
        /// It is decided already.
        DecidedAlready = "decided_already",
        /// It is suspended.
        IsSuspended = "is_suspended",
        /// The police have not said whether they take it.
        PoliceHaveNotAnswered = "police_have_not_answered",
        /// It is over.
        IsOver = "is_over",
        /// It is not over.
        NotOver = "not_over",
        /// It is closed already.
        ClosedAlready = "closed_already",
    }
);
