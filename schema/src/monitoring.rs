//! Words of electronic monitoring 电子技术监控设备: what is decided of a device once, and of each record that is used.
//!
//! Source: 行政处罚法 article 41.

use crate::clip::text_enum;

text_enum!(
    /// What a device must be before its records count; each point belongs to one of the two decisions.
    DevicePoint {
        /// It meets the standards 符合标准.
        MeetsStandards = "meets_standards",
        /// It stands where it may reasonably stand 设置合理.
        PlacedReasonably = "placed_reasonably",
        /// Passers-by can see that it is there 标志明显.
        MarkedVisibly = "marked_visibly",
        /// Its place was made public 地点公布.
        PlacePublished = "place_published",
    }
);

text_enum!(
    /// Which of the two decisions on a device.
    DecisionKind {
        /// The legal one 法制审核.
        Legal = "legal",
        /// The technical one 技术审核.
        Technical = "technical",
    }
);

impl DecisionKind {
    /// The points that this decision is about.
    pub const fn points(self) -> &'static [DevicePoint] {
        match self {
            Self::Legal => &[
                DevicePoint::PlacedReasonably,
                DevicePoint::MarkedVisibly,
                DevicePoint::PlacePublished,
            ],
            Self::Technical => &[DevicePoint::MeetsStandards],
        }
    }

    /// The other one.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Legal => Self::Technical,
            Self::Technical => Self::Legal,
        }
    }
}

text_enum!(
    /// What a record must be before it is used.
    RecordPoint {
        /// It shows what happened 真实.
        True = "true",
        /// It can be made out 清晰.
        Clear = "clear",
        /// Nothing of it is missing 完整.
        Complete = "complete",
        /// Place, time and object are right 准确.
        Accurate = "accurate",
    }
);
