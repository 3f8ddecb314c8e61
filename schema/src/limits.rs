//! Every bound in one place: bodies, collections, names, waits. A limit is raised here or nowhere.

/// Longest custody entry in bytes: an entry bundle stores its length in 16 bits (C2SP tlog-tiles).
pub const ENTRY_BYTES_MAX: usize = 65_535;
/// Longest detail of one entry in bytes (canonical after-images of the rows that one transaction changed).
pub const DETAIL_BYTES_MAX: usize = 1 << 20;
/// Longest JSON body that the server reads, in bytes.
pub const BODY_BYTES_MAX: usize = 1 << 20;
/// Longest capture statement in bytes.
pub const STATEMENT_BYTES_MAX: usize = 64 << 10;
/// Longest claim of a dock in bytes.
pub const CLAIM_BYTES_MAX: usize = 8 << 10;
/// Longest signed record in bytes: a bundle names every clip of a case file.
pub const RECORD_BYTES_MAX: usize = 32 << 20;
/// Claims that one report of a dock may carry.
pub const CLAIMS_MAX: usize = 64;
/// Officers, lines, pairs or dockings that a dock's roster names, of each.
pub const DOCK_ROSTER_MAX: usize = 2000;
/// Longest path of a file on a recorder, in bytes as read.
pub const PATH_BYTES_MAX: usize = 4096;
/// Largest clip in bytes: 1 TiB.
pub const CLIP_BYTES_MAX: u64 = 1 << 40;
/// Files that one docking may list.
pub const DOCKING_FILES_MAX: usize = 200_000;
/// Captures that one offer may name.
pub const OFFER_ITEMS_MAX: usize = 500;
/// Captures that one question about clearing, or one report of erasures, may name.
pub const CLEARING_ITEMS_MAX: usize = 500;
/// Dockings that one report of a dock may carry.
pub const DOCKINGS_REPORTED_MAX: usize = 64;
/// Hours that one recording may last to be found by a time inside it.
pub const RECORDING_HOURS_MAX: i64 = 48;
/// Devices that a report on a unit and those below it may be about; for more, ask for a unit below.
pub const USE_DEVICES_MAX: usize = 2000;
/// Filters that one person may save.
pub const SAVED_FILTERS_MAX: usize = 50;
/// Characters in the query of a saved filter.
pub const FILTER_QUERY_CHARS_MAX: usize = 2000;
/// Rows on one page of a list.
pub const PAGE_ROWS_MAX: u32 = 200;
/// Rows on one page of a list when nothing else was asked for.
pub const PAGE_ROWS: u32 = 50;
/// Officers, recorders or units that one field proposes; others are typed.
pub const OFFERED_MAX: usize = 500;
/// Characters in a title, name or note that a person types.
pub const TITLE_CHARS_MAX: usize = 200;
/// Characters in a case number.
pub const CASE_NUMBER_CHARS_MAX: usize = 64;
/// Clips linked to a case file in one request.
pub const LINK_CLIPS_MAX: usize = 200;
/// Tags, and classes, that an agency's list may have.
pub const MARK_KINDS_MAX: usize = 32;
/// Letters in the word of a tag or class.
pub const MARK_WORD_CHARS_MAX: usize = 32;
/// Characters in the name of a tag or class.
pub const MARK_NAME_CHARS_MAX: usize = 40;
/// Versions of tags that a dock may say for one docking.
pub const DOCKING_TAGS_MAX: usize = 64;
/// Rooms in the register.
pub const ROOMS_MAX: usize = 1000;
/// Electronic monitoring devices in the register.
pub const MONITORS_MAX: usize = 5000;
/// Fixed cameras of one room.
pub const ROOM_CAMERAS_MAX: usize = 32;
/// Hours that one use of a room may last.
pub const ROOM_USE_HOURS_MAX: i64 = 72;
/// Windows of one room that a dock hears of.
pub const ROOM_WINDOWS_MAX: usize = 500;
/// Largest document of a case file in bytes: 5 GiB.
pub const DOCUMENT_BYTES_MAX: u64 = 5 << 30;
/// Milliseconds that a request for a receipt may wait for it.
pub const RECEIPT_WAIT_MS_MAX: u64 = 25_000;
/// Entries that one tree proof may span hashes for (a proof has at most one hash per level).
pub const PROOF_HASHES_MAX: usize = 64;
/// Entries that one log may hold: 2^40, more than a thousand every second for thirty years. Keeps index sums in 64 bits.
pub const LOG_ENTRIES_MAX: u64 = 1 << 40;
/// Breaches of one kind that an audit lists; further ones are counted only.
pub const BREACHES_PER_KIND_MAX: usize = 1000;
/// Longest manifest of an exported case folder that a checker reads, in bytes.
pub const MANIFEST_BYTES_MAX: u64 = 256 << 20;
/// Longest signed checkpoint that a checker reads, in bytes.
pub const CHECKPOINT_BYTES_MAX: u64 = 64 << 10;
/// Longest published file of the log in bytes: a bundle of 256 entries of full length.
pub const LOG_FILE_BYTES_MAX: u64 = 256 * (65_535 + 2);
/// Files in an exported case folder that a checker looks at; further ones are a breach of their own.
pub const PACKAGE_FILES_MAX: usize = 200_000;
/// Shortest password, in characters.
pub const PASSWORD_CHARS_MIN: usize = 10;
/// Longest password, in characters (argon2 hashes it whole; the bound stops abuse).
pub const PASSWORD_CHARS_MAX: usize = 256;
/// Longest CSV file that an import reads, in bytes; no other request body is as long.
pub const IMPORT_BYTES_MAX: usize = 32 << 20;
/// Longest CSV file that a page imports, in bytes: the page of its preview carries the whole file. Longer ones are for the
/// command line.
pub const IMPORT_PAGE_BYTES_MAX: usize = 4 << 20;
/// Lines of a plan that a page shows; further ones are counted only.
pub const IMPORT_LINES_SHOWN_MAX: usize = 500;
/// Lines of one import file, its header not counted.
pub const IMPORT_LINES_MAX: usize = 100_000;
/// Characters in one cell of an import file.
pub const IMPORT_CELL_CHARS_MAX: usize = 1000;
/// Characters in a number (of a unit, officer, certificate) or serial that an import reads.
pub const IMPORT_NUMBER_CHARS_MAX: usize = 64;
/// Recorders that one line of a roster may name.
pub const IMPORT_ROSTER_RECORDERS_MAX: usize = 16;
/// People whom one cell of an import may name.
pub const IMPORT_PEOPLE_MAX: usize = 20;
/// Elements, phrases or tags of one act type.
pub const CATALOGUE_PARTS_MAX: usize = 40;
/// Longest canonical text of an act catalogue in bytes: its version is one row, and fits one entry with every quotation
/// mark escaped.
pub const CATALOGUE_BYTES_MAX: usize = 384 << 10;
/// Versions of the act catalogue that one installation may state.
pub const CATALOGUE_VERSIONS_MAX: usize = 1000;
/// Acts, and enforcement objects, that one telling or one file may name for one case file.
pub const TOLD_OF_CASE_MAX: usize = 200;
/// Errors of an import that are listed; further ones are counted only.
pub const IMPORT_ERRORS_MAX: usize = 1000;
/// Characters of a cell that an error shows.
pub const IMPORT_SHOWN_CHARS_MAX: usize = 40;
/// Dockings of one recorder that the list of its missing footage is made from, the newest.
pub const EXPECTED_DOCKINGS_MAX: u32 = 1000;
/// Handovers that it is made from, the newest.
pub const EXPECTED_HANDOVERS_MAX: u32 = 400;
/// Clips that it is made from, the newest.
pub const EXPECTED_CLIPS_MAX: u32 = 5000;
/// Acts of each officer that it is made from, the newest.
pub const EXPECTED_ACTS_MAX: u32 = 400;
/// Clips that one act is judged by.
pub const COVERAGE_CLIPS_MAX: usize = 20_000;
/// Clips of one officer, recorder or camera around one session that are looked at for it.
pub const COVERAGE_CLIPS_OF_ONE_MAX: u32 = 10_000;
/// Findings on one page.
pub const FINDINGS_SHOWN_MAX: usize = 200;
/// Pages of 200 open findings that are looked through for those that concern somebody.
pub const FINDING_PAGES_MAX: usize = 20;
/// Characters in what an explanation, a note of a site or a remark on one says.
pub const EXPLANATION_CHARS_MAX: usize = 2000;
/// Explanations of one act, and statements of the state of its site.
pub const EXPLANATIONS_OF_ACT_MAX: usize = 500;
/// Acts of an officer, the newest, that are looked through for what waits for an explanation.
pub const EXPLAIN_ACTS_MAX: u32 = 60;
/// Reasons of the agency's list of reasons for gaps.
pub const GAP_REASONS_MAX: usize = 40;
/// Marks in one clip, those that were taken back counted too.
pub const MARKS_OF_CLIP_MAX: usize = 1000;
/// Characters in a mark.
pub const MARK_TEXT_CHARS_MAX: usize = 200;
/// Notes about one docking.
pub const DOCKING_NOTES_MAX: usize = 64;
/// Largest offset of a recorder's clock that a person may state, in milliseconds: a clock of 1970 is off by less.
pub const OFFSET_MS_MAX: i64 = 100 * 366 * 24 * 3600 * 1000;
/// Largest uncertainty of it, in milliseconds: a day.
pub const OFFSET_UNCERTAINTY_MS_MAX: i64 = 24 * 3600 * 1000;
/// Captures of one docking that a word about its clock may reach, and that are looked at for findings.
pub const DOCKING_CAPTURES_MAX: u32 = 5000;
/// Dockings of one recorder that are looked back through for the last measurement of its clock.
pub const DOCKINGS_LOOKED_BACK_MAX: u32 = 20;
/// Lines of the tables of limits and of days.
pub const DEADLINE_LINES_MAX: usize = 5000;
/// Longest limit, in its own unit.
pub const DEADLINE_LENGTH_MAX: u32 = 1000;
/// Days that are looked through for the end of one limit.
pub const DEADLINE_DAYS_MAX: usize = 10_000;
/// Things that went along with a transfer to the police.
pub const STEP_WENT_MAX: usize = 100;
/// Things said to have happened to one case file.
pub const STEPS_MAX: usize = 500;
/// Case files that are looked through for the list of limits, the newest.
pub const DEADLINE_CASES_MAX: u32 = 1000;
/// Limits that the list shows.
pub const DEADLINES_SHOWN_MAX: usize = 500;
