//! The table: for every action the roles that may do it, and where.
//!
//! What must stay true: an action without a line does not compile; `fixtures/access/matrix.txt` shows the table to
//! people, and a change of it is seen in review.

use super::Action;
use crate::people::{Role, Roles};

/// Who may do one thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// With one of these anywhere, where no one thing is meant: lists, something new.
    pub anywhere: Roles,
    /// With one of these over the thing's unit.
    pub over: Roles,
    /// With one of these over a case file that the clip is linked to.
    pub through: Roles,
    /// With one of these anywhere, for what the own officer leads or assists.
    pub own: Roles,
    /// With one of these anywhere, as a member of the case file.
    pub member: Roles,
    /// With one of these anywhere, for footage that they brought in themselves.
    pub brought: Roles,
}

const NONE: Roles = Roles::NONE;
const EVERYBODY: Roles = Roles::of(&Role::ALL);
const ADMINISTRATOR: Roles = Roles::of(&[Role::Administrator]);
const OFFICER: Roles = Roles::of(&[Role::Officer]);
const HEAD: Roles = Roles::of(&[Role::Head]);
const LEGAL: Roles = Roles::of(&[Role::LegalReviewer]);
/// Who works with footage and case files.
const WORK: Roles = Roles::of(&[Role::CaseHandler, Role::Head]);
/// Who sees the footage of a unit.
const WATCH: Roles = Roles::of(&[Role::CaseHandler, Role::Head, Role::Archivist, Role::Auditor]);
/// Who sees case files, and clips because they are linked to them.
const READ: Roles = WATCH.and(Roles::of(&[Role::LegalReviewer]));
/// Whoever may be a member of a case file.
const JOIN: Roles = READ.and(OFFICER);
/// Who hands things out.
const HAND_OUT: Roles = Roles::of(&[Role::Head, Role::Archivist]);

const NOBODY: Line = Line {
    anywhere: NONE,
    over: NONE,
    through: NONE,
    own: NONE,
    member: NONE,
    brought: NONE,
};

/// In the installation, or over the unit that it is about.
const fn by(roles: Roles) -> Line {
    Line {
        anywhere: roles,
        over: roles,
        ..NOBODY
    }
}

/// Who says something of footage: whoever works with it, the officers whose it is, and who brought it in.
const SAY: Line = Line {
    own: OFFICER,
    brought: WORK.and(OFFICER),
    ..by(WORK)
};

/// Who adds to a case file: whoever works with it, and the officers who are members.
const ADD: Line = Line {
    member: WORK.and(OFFICER),
    ..by(WORK)
};

/// Who enters what somebody did: whoever works with it, and officers what they did themselves.
const ENTER: Line = Line {
    anywhere: WORK.and(OFFICER),
    over: WORK,
    own: OFFICER,
    ..NOBODY
};

/// Who sees a clip.
const SEE_CLIP: Line = Line {
    anywhere: JOIN,
    over: WATCH,
    through: READ,
    own: OFFICER,
    member: JOIN,
    brought: JOIN,
};

/// Who sees a case file with its documents.
const SEE_CASE: Line = Line {
    anywhere: JOIN,
    over: READ,
    own: OFFICER,
    member: JOIN,
    ..NOBODY
};

/// Who sees findings: what they are about decides.
const SEE_FINDINGS: Line = Line {
    through: READ,
    own: OFFICER,
    member: JOIN,
    brought: JOIN,
    ..by(EVERYBODY)
};

/// Who reviews a record before it is used: whoever works with it or with the case file, and the legal reviewer.
const REVIEW_RECORD: Line = Line {
    through: WORK.and(LEGAL),
    member: WORK.and(LEGAL),
    ..by(WORK.and(LEGAL))
};

/// Who may do this, where.
#[expect(
    clippy::match_same_arms,
    reason = "a table that is read group by group, not by who happens to be allowed the same"
)]
pub const fn line(action: Action) -> Line {
    use Action as A;
    match action {
        A::SeeStatus | A::SeeLogTiles | A::SignIn | A::SeeOwnAccount => by(EVERYBODY),
        A::SeeDocks | A::SeeRecorders | A::SeeLedger => by(EVERYBODY),
        A::SeeUse => by(WATCH.and(ADMINISTRATOR)),
        A::SeeMetrics | A::ManageDocks | A::ManageRecorders | A::ManageWebhooks => by(ADMINISTRATOR),
        A::SeePeople | A::ManagePeople | A::ManageLedger => by(ADMINISTRATOR),
        A::SeeLogEntries => by(Roles::of(&[Role::Auditor, Role::Administrator])),
        A::OfferCaptures | A::ReportDockings | A::TagDocking | A::ClearRecorders => NOBODY,
        A::CreateUpload | A::WriteUpload | A::SeeReceipt => by(WORK.and(OFFICER)),
        A::SeeFindings => SEE_FINDINGS,
        A::SettleFindings => by(WORK),
        A::ListClips | A::ListCases => by(JOIN),
        A::SeeClip | A::PlayClip | A::DownloadClip => SEE_CLIP,
        A::AttributeClip => by(WORK),
        A::TagClip | A::SettleClip | A::StateRecord => SAY,
        A::ReviewRecord => REVIEW_RECORD,
        A::FlagClip | A::FlagCase | A::StateClock => by(HEAD),
        A::SeeCase | A::SeeDocument => SEE_CASE,
        A::CreateCase => by(WORK),
        A::LinkClip | A::UnlinkClip | A::ChangeCase | A::ManageMembers | A::StateDocument => Line {
            member: WORK,
            ..by(WORK)
        },
        A::AddDocument => ADD,
        A::ManageCaseNumbers => by(ADMINISTRATOR.and(HEAD)),
        A::SearchObjects => by(JOIN),
        A::TellCases => NOBODY,
        A::SeeRooms | A::SeeMonitors => by(EVERYBODY),
        A::ManageRooms | A::ManageMonitors => by(ADMINISTRATOR.and(HEAD)),
        A::DecideMonitor => by(HEAD.and(LEGAL)),
        A::SeeCatalogue => by(EVERYBODY),
        A::StateCatalogue => by(ADMINISTRATOR.and(LEGAL)),
        A::EnterRoomUse | A::OpenHandover => ENTER,
        A::ImportCases => by(HEAD),
        A::ExportCase => by(HAND_OUT),
        A::ExplainAct => Line {
            anywhere: WORK.and(OFFICER),
            own: WORK.and(OFFICER),
            ..NOBODY
        },
        A::DecideExplanation => by(HEAD),
        A::MarkClip => Line {
            through: WORK.and(LEGAL),
            member: WORK.and(OFFICER),
            ..SAY
        },
        A::SeeHandover => Line {
            own: OFFICER,
            ..by(READ.and(ADMINISTRATOR))
        },
        A::CorrectHandover => by(HEAD),
    }
}
