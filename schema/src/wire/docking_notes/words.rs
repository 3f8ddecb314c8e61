//! Notes in words, Chinese and English side by side.
//!
//! What must stay true: every kind and reason has both; a new one does not compile without them.

use chrono::FixedOffset;

use super::{DockingNote, StayGroup, StayReason};
use crate::time::Timestamp;

/// China has one zone.
const ZONE_SECONDS: i32 = 8 * 3600;

/// A language that notes are said in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tongue {
    /// Simplified Chinese.
    Chinese,
    /// English.
    English,
}

impl Tongue {
    fn of(self, chinese: String, english: String) -> String {
        match self {
            Self::Chinese => chinese,
            Self::English => english,
        }
    }

    fn fixed(self, chinese: &str, english: &str) -> String {
        match self {
            Self::Chinese => chinese.to_owned(),
            Self::English => english.to_owned(),
        }
    }
}

impl DockingNote {
    /// The note as a sentence; none for what this program does not know.
    pub fn say(&self, tongue: Tongue) -> Option<String> {
        let said = match self {
            Self::FilesStay { files, of, groups } => files_stay(tongue, (*files, *of), groups),
            Self::RoomShort {
                free_bytes,
                needed_bytes,
            } => tongue.of(
                format!("不可领用：剩余空间 {}，需要 {}", size(*free_bytes), size(*needed_bytes)),
                format!(
                    "not ready for a shift: {} are free, {} are needed",
                    size(*free_bytes),
                    size(*needed_bytes)
                ),
            ),
            Self::NotListed { entries } => tongue.of(
                format!("{entries} 项无法列出或不是文件，没有读取"),
                format!("entries that could not be listed or are no files: {entries}; they were not read"),
            ),
            Self::Register { files, serial } => register(tongue, *files, serial.as_deref()),
            Self::LookAtIt { files } => tongue.of(
                format!("{files} 个文件都在采集站；清理记录仪前请由人员查看"),
                format!("all {files} files are kept in the dock's spool; have a person look at this before the recorder is cleared"),
            ),
            Self::DockAgain { files, of } => tongue.of(
                format!("{of} 个文件中已保留 {files} 个；请重新插入以读取其余文件"),
                format!("{files} of {of} files are kept; dock the recorder again to read the rest"),
            ),
            Self::Other => return None,
            other => return other.of_a_recorder(tongue).or_else(|| other.of_a_file(tongue)),
        };
        Some(said)
    }

    /// What is known of the recorder itself.
    fn of_a_recorder(&self, tongue: Tongue) -> Option<String> {
        Some(match self {
            Self::Erasing => tongue.fixed(
                "正在复核并清理记录仪上已入库的文件，请勿取下",
                "files that the server holds are read again and erased from the recorder; leave it in",
            ),
            Self::ClockNotSet => tongue.fixed(
                "不可领用：时钟不对，领用前请校时",
                "not ready for a shift: its clock is wrong; set it before it is handed out",
            ),
            Self::ClockImplausible { claim } => tongue.of(
                format!("记录仪时钟不对：有文件自称 {claim}；各种时间原样保留，请校时"),
                format!("the recorder's clock is wrong: a file claims {claim}; every claim was kept as it is"),
            ),
            Self::SpoolFull => tongue.fixed(
                "采集站暂存磁盘暂时不能接收；已读的都保留，请勿取下，或待有空间后重新插入",
                "the dock's spool takes nothing right now; what was read is kept; leave the recorder in, or dock it again when there is room",
            ),
            Self::NoProfile => tongue.fixed(
                "没有识别出记录仪型号，其中的文件可人工导入",
                "no profile recognises this volume; take its files by hand with `ingest-agent import`",
            ),
            Self::NoSerial => tongue.fixed(
                "记录仪没有序列号，请说明由谁使用",
                "the recorder names no serial: say whose it is",
            ),
            Self::BindingBroken => tongue.fixed(
                "记录仪的绑定信息已损坏，请重新绑定或人工导入",
                "the binding of this recorder is broken; have it bound again, or import by hand",
            ),
            Self::NamesDisagree { others, serial } => names_disagree(tongue, others, serial.as_deref()),
            Self::NotWritable => tongue.fixed(
                "记录仪无法改为可写，没有清理任何文件，请报告管理员",
                "the volume cannot be made writable; nothing was erased; tell the administrator",
            ),
            Self::LeftWritable => tongue.fixed(
                "记录仪没能恢复为只读，请先卸载再取下",
                "the volume could not be made read-only again; unmount it before the recorder is taken out",
            ),
            Self::UnknownRefused { serial } => unknown_refused(tongue, serial.as_deref()),
            Self::More => tongue.fixed(
                "还有更多提示，请在采集站上查看状态",
                "there is more: see `ingest-agent status`",
            ),
            _ => return None,
        })
    }

    /// What is known of one file.
    fn of_a_file(&self, tongue: Tongue) -> Option<String> {
        let (path, chinese, english) = match self {
            Self::OtherBytes { path } => (
                path.as_str(),
                "与上次读取的内容不同（大小和时间相同），两次读取都已保留；请停用该记录仪并送检存储卡",
                "has other bytes than when it was read before, with the same size and time; both readings are kept; take the recorder out of service and have its card examined",
            ),
            Self::Unreadable { path } => (
                path.as_str(),
                "没有读出，已读部分保留；请重新插入",
                "could not be read; what was read is kept; dock the recorder again",
            ),
            Self::RereadFailed { path } => (
                path.as_str(),
                "第二次读取失败；服务器已收存，文件保留在记录仪上；请送检存储卡",
                "could not be read a second time; the server holds it, and it stays on the recorder; have its card examined",
            ),
            Self::KeptChanging { path } => (
                path.as_str(),
                "读取时一直在变化，已按读到的内容保留；记录仪停止写入后请重新插入",
                "kept changing while it was read; it was kept as it was read; dock again when the recorder is done",
            ),
            Self::RefusedByServer { path } => (
                path.as_deref().unwrap_or(match tongue {
                    Tongue::Chinese => "有文件",
                    Tongue::English => "a file",
                }),
                "被服务器拒收，保留在采集站；请由人员查看",
                "is refused by the server; it is kept in the dock's spool; have a person look at it",
            ),
            Self::ReceiptInvalid { path } => (
                path.as_str(),
                "的回执无法验证，文件保留在采集站；请检查服务器",
                "has no receipt that can be believed; it is kept in the spool; have the server checked",
            ),
            Self::SpoolDamaged { path } => (
                path.as_str(),
                "在采集站的暂存已损坏；请重新插入记录仪再次读取，并检查采集站磁盘",
                "is damaged in the dock's spool; dock the recorder again, it is read anew; have the dock's disk checked",
            ),
            _ => return None,
        };
        Some(format!("{path} {}", tongue.fixed(chinese, english)))
    }
}

fn files_stay(tongue: Tongue, (files, of): (u64, u64), groups: &[StayGroup]) -> String {
    let each = groups.iter().map(|group| group_words(tongue, group));
    let each: Vec<String> = each.collect();
    let stay = if files == 1 { "stays" } else { "stay" };
    tongue.of(
        format!("{of} 个文件中有 {files} 个保留在记录仪上：{}", each.join("；")),
        format!("{files} of {of} files {stay} on the recorder: {}", each.join(", ")),
    )
}

fn group_words(tongue: Tongue, group: &StayGroup) -> String {
    let (files, why) = (group.files, group.why);
    let until = group.until.filter(|_| why == StayReason::Resting).map(local);
    let (of_one, of_many) = why.english();
    let english = if files == 1 { of_one } else { of_many };
    let (chinese_until, english_until) = match until {
        Some(at) => (format!("，至 {at}"), format!(" until {at}")),
        None => Default::default(),
    };
    tongue.of(
        format!("{files} 个{}{chinese_until}", why.chinese()),
        format!("{files} {english}{english_until}"),
    )
}

fn local(at: Timestamp) -> String {
    let utc = at.to_chrono();
    match FixedOffset::east_opt(ZONE_SECONDS) {
        Some(zone) => utc.with_timezone(&zone).format("%Y-%m-%d %H:%M").to_string(),
        None => utc.to_rfc3339(),
    }
}

fn size(bytes: u64) -> String {
    const GIB: u64 = 1 << 30;
    let hundredths = bytes % GIB * 100 / GIB;
    format!("{}.{hundredths:02} GiB", bytes / GIB)
}

fn register(tongue: Tongue, files: u64, serial: Option<&str>) -> String {
    tongue.of(
        format!(
            "{files} 个文件都已保留，记录仪可取走；请登记记录仪{}，以便确定归属",
            serial.map_or_else(|| "（没有序列号）".to_owned(), |serial| format!(" {serial}"))
        ),
        format!(
            "all {files} files are kept; the recorder may be taken; register recorder {} so that its footage is assigned",
            serial.unwrap_or("without a serial")
        ),
    )
}

fn names_disagree(tongue: Tongue, others: &[String], serial: Option<&str>) -> String {
    tongue.of(
        format!(
            "文件名写的是记录仪 {}，而设备{}；请核对是哪一台",
            others.join("、"),
            serial.map_or_else(|| "没有序列号".to_owned(), |serial| format!("自称 {serial}"))
        ),
        format!(
            "file names speak of recorder {}, but the device says {}: check which recorder this is",
            others.join(", "),
            serial.unwrap_or("no serial")
        ),
    )
}

fn unknown_refused(tongue: Tongue, serial: Option<&str>) -> String {
    match serial {
        Some(serial) => tongue.of(
            format!("记录仪 {serial} 未登记，本站不采集未登记的记录仪；请先登记"),
            format!("recorder {serial} is not registered, and unknown recorders are refused here: register it"),
        ),
        None => tongue.fixed(
            "记录仪没有序列号，本站不采集未登记的记录仪",
            "the recorder names no serial, and unknown recorders are refused here",
        ),
    }
}

impl StayReason {
    /// What is said after the number of files: of one, of many.
    pub const fn english(self) -> (&'static str, &'static str) {
        match self {
            Self::LogBroken => (
                "waits because the custody log is broken: call the administrator",
                "wait because the custody log is broken: call the administrator",
            ),
            Self::CardDoubtful => (
                "stays because the card is doubtful: have it examined",
                "stay because the card is doubtful: have it examined",
            ),
            Self::Incomplete => (
                "waits until the whole recorder could be read",
                "wait until the whole recorder could be read",
            ),
            Self::NotWritable => (
                "stays because the volume cannot be written to",
                "stay because the volume cannot be written to",
            ),
            Self::NeedsPerson => (
                "waits until a person has looked at this recorder",
                "wait until a person has looked at this recorder",
            ),
            Self::ClocksApart => (
                "waits because the clocks of dock and server differ: set them",
                "wait because the clocks of dock and server differ: set them",
            ),
            Self::Vetoed => (
                "stays because this dock erases nothing (release.allowed = false)",
                "stay because this dock erases nothing (release.allowed = false)",
            ),
            Self::NoProof => (
                "has no receipt that proves it: have the server checked",
                "have no receipt that proves them: have the server checked",
            ),
            Self::NoClip => ("is not held by the server", "are not held by the server"),
            Self::Unreadable => ("could not be read", "could not be read"),
            Self::NotNoted => (
                "stays because the dock's journal cannot be written",
                "stay because the dock's journal cannot be written",
            ),
            Self::Changed => ("changed while it was looked at", "changed while they were looked at"),
            Self::SaidUntold => (
                "waits until the server has taken what was said at this dock",
                "wait until the server has taken what was said at this dock",
            ),
            Self::SaidRefused => (
                "stays because the server refused what was said at this dock; say it again or have somebody look",
                "stay because the server refused what was said at this dock; say it again or have somebody look",
            ),
            Self::Unanswered => ("waits for the server's answer", "wait for the server's answer"),
            Self::NotVerified => ("is not on the server yet", "are not on the server yet"),
            other => other.english_of_the_rule(),
        }
    }

    const fn english_of_the_rule(self) -> (&'static str, &'static str) {
        match self {
            Self::Disabled => (
                "stays because erasing is switched off for its unit",
                "stay because erasing is switched off for their unit",
            ),
            Self::LevelTooLow => (
                "waits for the copies that its unit asks for",
                "wait for the copies that their unit asks for",
            ),
            Self::ServerDiffers => (
                "is held by the server with other bytes: have the server checked",
                "are held by the server with other bytes: have the server checked",
            ),
            Self::NotReread => ("waits for its second reading", "wait for their second reading"),
            Self::RereadDiffers => (
                "came back with other bytes: have the card examined",
                "came back with other bytes: have the card examined",
            ),
            Self::Resting => ("rests", "rest"),
            Self::MarkedImportant => (
                "is marked important by the device: a person decides",
                "are marked important by the device: a person decides",
            ),
            Self::MarkedByPerson => (
                "stays because a person marked it important",
                "stay because a person marked them important",
            ),
            Self::Tagged => ("is tagged: a person decides", "are tagged: a person decides"),
            Self::Unassigned => (
                "belongs to nobody yet: say whose footage it is",
                "belong to nobody yet: say whose footage it is",
            ),
            _ => ("stays", "stay"),
        }
    }

    /// What is said after the number of files.
    pub const fn chinese(self) -> &'static str {
        match self {
            Self::LogBroken => "因保管流转日志不连续而保留，请报告管理员",
            Self::CardDoubtful => "因存储卡可疑而保留，请送检",
            Self::Incomplete => "等待整台记录仪读完",
            Self::NotWritable => "因记录仪不可写入而保留",
            Self::NeedsPerson => "等待人员确认这台记录仪",
            Self::ClocksApart => "因采集站与服务器时钟不一致而保留，请校时",
            Self::Vetoed => "因本采集站设为不清理而保留",
            Self::NoProof => "没有可以证明的回执，请检查服务器",
            Self::NoClip => "服务器没有收存",
            Self::Unreadable => "没有读出",
            Self::Changed => "在检查时发生变化",
            Self::NotNoted => "因采集站无法记录而保留",
            Self::Unanswered => "等待服务器答复",
            Self::NotVerified => "尚未入库",
            Self::Disabled => "因本单位未开启清理而保留",
            Self::LevelTooLow => "等待单位要求的副本",
            Self::ServerDiffers => "与服务器收存的内容不一致，请检查服务器",
            Self::NotReread => "等待第二次读取",
            Self::RereadDiffers => "第二次读取的内容不同，请送检存储卡",
            Self::Resting => "静置时间未满",
            Self::MarkedImportant => "被设备标为重要，由人员决定",
            Self::MarkedByPerson => "被人员标为重要",
            Self::Tagged => "加了标签尚未确认，由人员决定",
            Self::Unassigned => "归属未定，请说明由谁使用",
            Self::SaidUntold => "在采集站登记的情况服务器尚未收到，由人员决定",
            Self::SaidRefused => "在采集站登记的情况未被服务器接受，请重新登记或由人员处理",
            Self::Other => "保留",
        }
    }
}
