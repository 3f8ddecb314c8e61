//! What people call the words that programs exchange: every variant of an enum with its Chinese and its English name.
//!
//! What must stay true: a variant without names does not compile; the code is the enum's own text form, so that no name
//! can stand beside a code that is not sent.

use crate::case::{CaseCategory, CaseSource, CaseStage, ObjectKind, TimesSource};
use crate::clip::SourceKind;
use crate::ledger::{DeviceKind, DeviceState};
use crate::ledger_import::catalogue::{Guard, Mode};
use crate::marks::TagAct;
use crate::monitoring::{DecisionKind, DevicePoint, RecordPoint};
use crate::rules::case_states::{CaseState, CourseFlag, Step, StepRefusal};
use crate::rules::coverage::Duty;
use crate::rules::deadlines::{LimitStanding, LimitUnit};
use crate::rules::notices::NoticeKind;
use crate::wire::case_system::{Lack, TellRemark};

/// An enum whose variants people call something.
pub trait Named: Copy + Sized + 'static {
    /// Every variant, in the order of the definition.
    const VARIANTS: &'static [Self];

    /// The word as it is sent and stored.
    fn code(self) -> &'static str;

    /// What people call it, in Chinese.
    fn chinese(self) -> &'static str;

    /// The same in English.
    fn english(self) -> &'static str;

    /// What else people call it.
    fn also(self) -> Option<&'static str>;

    /// The variant that a person means by a text: its code or one of its names, whatever the case.
    fn meant(text: &str) -> Option<Self> {
        let text = text.trim().to_lowercase();
        Self::VARIANTS.iter().copied().find(|one| {
            let names = [one.code(), one.chinese(), &one.english().to_lowercase()];
            names.contains(&text.as_str()) || one.also() == Some(text.as_str())
        })
    }
}

macro_rules! named {
    ($($name:ident { $($variant:ident: $chinese:literal $english:literal $(or $also:literal)?),+ $(,)? })+) => {$(
        impl Named for $name {
            const VARIANTS: &'static [Self] = Self::ALL;

            fn code(self) -> &'static str {
                self.as_str()
            }

            fn chinese(self) -> &'static str {
                match self { $(Self::$variant => $chinese),+ }
            }

            fn english(self) -> &'static str {
                match self { $(Self::$variant => $english),+ }
            }

            fn also(self) -> Option<&'static str> {
                match self { $(Self::$variant => None$(.or(Some($also)))?),+ }
            }
        }
    )+};
}

named! {
    Duty {
        Full: "全程" "full",
        Situational: "视情" "situational",
        MayBeOmitted: "可以不记录" "may be omitted",
    }
    Mode {
        Block: "阻断" "block",
        Warn: "警示" "warn",
    }
    Guard {
        None: "无" "none",
        Measure: "强制措施" "measure",
        Execution: "强制执行" "execution",
    }
    DevicePoint {
        MeetsStandards: "符合标准" "meets the standards",
        PlacedReasonably: "设置合理" "placed reasonably",
        MarkedVisibly: "标志明显" "marked visibly",
        PlacePublished: "地点公布" "place published",
    }
    DecisionKind {
        Legal: "法制审核" "legal decision",
        Technical: "技术审核" "technical decision",
    }
    RecordPoint {
        True: "真实" "true",
        Clear: "清晰" "clear",
        Complete: "完整" "complete",
        Accurate: "准确" "accurate",
    }
    CaseCategory {
        Permit: "行政许可" "permit",
        Penalty: "行政处罚" "penalty",
        Coercion: "行政强制" "coercion",
        Confirmation: "行政确认" "confirmation",
        Inspection: "行政检查" "inspection",
        Levy: "行政征收" "levy",
    }
    CaseStage {
        Initiation: "启动" "initiation",
        Investigation: "调查取证" "investigation",
        Review: "审核决定" "review and decision",
        Service: "送达执行" "service and execution",
    }
    CaseSource {
        Page: "页面填写" "page",
        Import: "文件导入" "import",
        CaseSystem: "办案系统" "case system",
    }
    ObjectKind {
        Person: "自然人" "person",
        Company: "单位" "company",
        Plate: "车辆" "vehicle" or "车辆号牌",
        Vessel: "船舶" "vessel",
    }
    TimesSource {
        Record: "现场笔录" "on-site record",
        CaseSystem: "办案系统" "case system",
        Import: "导入文件" "imported file",
        Officer: "执法人员" "officer",
    }
    SourceKind {
        Recorder: "执法记录仪" "recorder",
        Handheld: "手持终端" "handheld terminal",
        Camera: "摄像机" "camera",
        VoiceRecorder: "录音笔" "voice recorder",
        RoomVideo: "办案场所视频" "room video",
        Cctv: "监控视频" "CCTV",
        Phone: "手机" "phone",
        Unknown: "未说明" "unknown",
    }
    DeviceKind {
        Recorder: "执法记录仪" "recorder",
        Terminal: "手持终端" "handheld terminal",
    }
    DeviceState {
        InUse: "在用" "in use",
        Lost: "遗失" "lost",
        Damaged: "损毁" "damaged",
        Retired: "停用" "out of service",
    }
    TagAct {
        Put: "加上" "put on",
        Confirmed: "确认" "confirmed",
        TakenOff: "取下" "taken off",
    }
    TellRemark {
        TitleDiffers: "案件名称与此处不同" "title differs",
        OfficerUnknown: "人员不在台账中" "officer unknown",
        UnitUnknown: "单位不在台账中" "unit unknown",
        NumberPattern: "案号不符合单位格式" "number not written as the unit writes them",
        TwoUnits: "两个单位使用同一案号" "two units use the number",
        HeadingDiffers: "案件要素与此处录入的不同" "heading differs from what people said",
        ActDiffers: "执法行为与此处录入的不同" "act differs from what people said",
        ObjectDiffers: "当事人或执法对象与此处录入的不同" "object differs from what stands here",
        TimesOdd: "执法行为时间不可能" "times that cannot be",
        TimesChanged: "执法行为时间被更改" "times changed",
        DecidedUnreviewed: "决定时未见审核通过" "decided without a passed review",
        StepOdd: "案件经过前后不符" "a step that does not fit",
    }
    Lack {
        Category: "未写明案件类别" "category",
        Unit: "未写明单位" "unit",
        Lead: "未写明主办人员" "lead officer",
        Assisting: "未写明协办人员" "assisting officer",
        Party: "未录入当事人" "party",
        Departure: "执法行为缺到达或离开时间" "arrival or departure of an act",
        Officers: "执法行为不足两名执法人员" "second officer of an act",
        Clips: "执法行为没有音像文件" "clip of an act",
        Act: "未录入执法行为" "act",
        Record: "电子监控记录未审核或不合格" "record of a monitoring device",
    }
    NoticeKind {
        CaseCreated: "案件已建立" "case file created",
        HeadingStated: "案件要素有变" "heading stated",
        ActStated: "执法行为有变" "act stated",
        ObjectStated: "当事人或执法对象有变" "enforcement object stated",
        ClipLinked: "关联了音像文件" "clips linked",
        ClipUnlinked: "解除了音像文件关联" "clip unlinked",
        ClipPlaced: "音像文件归入环节或行为" "clip placed",
        DocumentStated: "文书材料有变" "document stated",
        Exported: "案件已导出" "case file exported",
        ReadinessChanged: "齐备情况有变" "readiness changed",
    }
    CaseState {
        Open: "办理中" "open",
        SentForReview: "已送审" "sent for review",
        Passed: "审核通过" "passed by the review",
        Returned: "审核退回" "returned by the review",
        Decided: "已决定" "decided",
        NoPenalty: "不予处罚" "no penalty",
        Withdrawn: "已撤案" "withdrawn",
        Suspended: "已中止" "suspended",
        Ended: "已终止" "ended",
        Transferred: "已移送公安" "transferred to the police",
        Revoked: "决定已撤销" "decision revoked",
        Closed: "已结案" "closed",
        Filed: "已归档" "filed",
    }
    Step {
        Opened: "立案" "case file opened",
        ListedAsMajor: "列入重大执法决定" "listed as a major decision",
        SentForReview: "送审" "sent for review",
        ReviewPassed: "审核通过" "review passed it",
        ReviewReturned: "审核退回" "review returned it",
        Decided: "作出决定" "decided",
        Served: "送达" "served",
        Executed: "执行" "executed",
        NoPenalty: "不予处罚" "no penalty",
        Withdrawn: "撤案" "withdrawn",
        Suspended: "中止" "suspended",
        Resumed: "恢复办理" "gone on with",
        Ended: "终止" "ended",
        TransferProposed: "提请移送公安" "transfer proposed",
        TransferDecided: "批准移送" "transfer approved by the head",
        TransferNotDecided: "不批准移送" "transfer not approved",
        Transferred: "移送公安" "handed over to the police",
        TransferAccepted: "公安机关立案" "police took it",
        TransferRefused: "公安机关不予立案" "police refused it",
        DecisionRevoked: "撤销决定" "decision revoked",
        Reopened: "重新办理" "opened again",
        Closed: "结案" "closed",
        Filed: "归档" "filed",
        UrgentApproved: "补办批准手续" "approval of an urgent measure made up",
        SeizureExtended: "延长查封扣押" "seizure extended",
        TestingBegan: "送检" "sent for testing",
        TestingEnded: "检测结束" "back from testing",
        Released: "解除查封扣押" "seizure lifted",
        RegistrationSettled: "先行登记保存物品处理" "advance registration settled",
        PenaltyReported: "重大处罚备案" "major penalty reported",
        CourtNotice: "收到应诉通知" "notice of a lawsuit received",
        CourtEvidenceGiven: "向法院提交证据" "evidence handed in at court",
        ReconsiderationNotice: "收到复议答复通知" "notice of a reconsideration received",
        ReconsiderationNoticeSimplified: "收到复议答复通知（简易程序）" "notice of a simplified reconsideration received",
        ReconsiderationAnswered: "作出复议答复" "reconsideration answered",
        CorrectionNoted: "更正说明" "correction note",
        TakenBack: "撤回此前登记" "an earlier entry taken back",
    }
    CourseFlag {
        DecidedUnreviewed: "决定时未见审核通过" "decided without a passed review",
        DecidedTwice: "此前已有决定" "a decision stood already",
        DoneUndecided: "送达或执行时未见决定" "served or executed without a decision",
        NotSentForReview: "未见送审" "was not sent for review",
        ClosedUndecided: "结案时未见决定" "closed without a decision",
        FiledUnclosed: "归档时未见结案" "filed without closing",
        NotSuspended: "未见中止" "was not suspended",
        RevokedUndecided: "未见被撤销的决定" "no decision to revoke",
        TransferUndecided: "移送时未见负责人批准" "handed over without the head's approval",
        TransferWithoutList: "移送时未附清单" "handed over without a list",
        NotTransferred: "未见移送" "was not handed over",
        AfterClosing: "发生在结案之后" "happened after closing",
    }
    StepRefusal {
        Undecided: "尚未作出决定，也没有以其他方式结束" "nothing was decided and it did not end otherwise",
        UnderReview: "正在审核" "a review has it",
        NotUnderReview: "没有送审" "it was not sent for review",
        PassedAlready: "审核已经通过" "a review passed it already",
        DecidedAlready: "已经作出决定" "it is decided already",
        IsSuspended: "案件已中止" "it is suspended",
        PoliceHaveNotAnswered: "公安机关尚未答复是否立案" "the police have not answered yet",
        IsOver: "案件已经了结" "it is over",
        NotOver: "案件尚未了结" "it is not over",
        ClosedAlready: "已经结案" "it is closed already",
    }
    LimitStanding {
        Running: "进行中" "running",
        Soon: "即将到期" "due soon",
        Over: "已超期" "over",
        Met: "按期完成" "met",
        MetLate: "逾期完成" "met late",
    }
    LimitUnit {
        Hours: "小时" "hours",
        CalendarDays: "日" "days",
        WorkingDays: "个工作日" "working days",
        Months: "个月" "months",
    }
}
