//! What can be wrong with an import file, in the reader's words.
//!
//! What must stay true: every problem has words of its own in both languages.

use evidence_schema::ledger_import::ImportProblem;

use super::super::words::{Key, Words};

/// What is wrong, as a sentence.
pub(super) fn said(t: Words, problem: &ImportProblem) -> String {
    let [what, more] = blanks(t, problem);
    t.fill(key_of(problem).0, &[("what", what), ("more", more)])
}

const fn key_of(problem: &ImportProblem) -> Key {
    use ImportProblem as P;
    match problem {
        P::FileTooLong { .. } => Key("import-wrong-file-too-long"),
        P::Workbook => Key("import-wrong-workbook"),
        P::Utf16 => Key("import-wrong-utf16"),
        P::NotText { .. } => Key("import-wrong-not-text"),
        P::Empty => Key("import-wrong-empty"),
        P::NoLines => Key("import-wrong-no-lines"),
        P::NotCommaSeparated => Key("import-wrong-not-comma"),
        P::TooManyLines { .. } => Key("import-wrong-too-many-lines"),
        P::UnknownColumn { .. } => Key("import-wrong-unknown-column"),
        P::MissingColumn => Key("import-wrong-missing-column"),
        P::DoubledColumn { .. } => Key("import-wrong-doubled-column"),
        P::WrongCellCount { .. } => Key("import-wrong-cell-count"),
        P::UnclosedQuote => Key("import-wrong-unclosed-quote"),
        P::CellTooLong { .. } => Key("import-wrong-cell-too-long"),
        P::Formula => Key("import-wrong-formula"),
        P::ControlCharacter => Key("import-wrong-control-character"),
        P::LostCharacter => Key("import-wrong-lost-character"),
        P::CellEmpty => Key("import-wrong-cell-empty"),
        P::NotANumber => Key("import-wrong-not-a-number"),
        P::RoundedNumber => Key("import-wrong-rounded-number"),
        P::NotADate => Key("import-wrong-not-a-date"),
        P::NoSuchDay => Key("import-wrong-no-such-day"),
        P::NotATime => Key("import-wrong-not-a-time"),
        P::NotYesOrNo => Key("import-wrong-not-yes-or-no"),
        P::NotAKind => Key("import-wrong-not-a-kind"),
        P::CertificateIncomplete => Key("import-wrong-certificate-incomplete"),
        P::CertificateTurnedRound { .. } => Key("import-wrong-certificate-turned"),
        P::LeadIsAssisting => Key("import-wrong-lead-is-assisting"),
        P::TooManyRecorders { .. } => Key("import-wrong-too-many-recorders"),
        P::DoubledRecorder { .. } => Key("import-wrong-doubled-recorder"),
        P::TwiceInFile { .. } => Key("import-wrong-twice"),
        P::UnknownUnit => Key("import-wrong-unknown-unit"),
        P::UnknownOfficer => Key("import-wrong-unknown-officer"),
        P::UnknownRecorder { .. } => Key("import-wrong-unknown-recorder"),
        P::ParentCycle { .. } => Key("import-wrong-parent-cycle"),
        P::NumberOfAnother { .. } => Key("import-wrong-number-of-another"),
        P::PostingTooEarly { .. } => Key("import-wrong-posting-too-early"),
        P::LeadIsAssistant => Key("import-wrong-lead-is-assistant"),
        P::CertificateTwice { .. } => Key("import-wrong-certificate-twice"),
        P::RecorderTaken { .. } => Key("import-wrong-recorder-taken"),
    }
}

/// What fills the two blanks of a sentence; empty where it has none.
fn blanks(t: Words, problem: &ImportProblem) -> [String; 2] {
    use ImportProblem as P;
    let one = |what: &dyn std::fmt::Display| [what.to_string(), String::new()];
    let place = |line: Option<u64>| match line {
        Some(line) => t.with("import-in-line", line),
        None => t.say("import-in-ledger"),
    };
    match problem {
        P::FileTooLong { bytes_max: count }
        | P::NotText { offset: count }
        | P::TooManyLines { lines_max: count }
        | P::DoubledColumn { first: count }
        | P::CellTooLong { chars_max: count }
        | P::TooManyRecorders { recorders_max: count } => one(count),
        P::UnknownColumn { known: text }
        | P::CertificateTurnedRound { from: text }
        | P::PostingTooEarly { from: text }
        | P::DoubledRecorder { serial: text }
        | P::UnknownRecorder { serial: text }
        | P::ParentCycle { numbers: text }
        | P::NumberOfAnother { name: text } => one(text),
        P::TwiceInFile { first_line } => one(first_line),
        P::WrongCellCount { expected, found } => [expected.to_string(), found.to_string()],
        P::CertificateTwice { officer, other_line } => [officer.clone(), place(*other_line)],
        P::RecorderTaken {
            serial,
            from,
            to,
            other_line,
        } => [serial.clone(), format!("{from} – {to}, {}", place(*other_line))],
        _ => [String::new(), String::new()],
    }
}
