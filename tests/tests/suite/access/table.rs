//! The table: what each asker must find on each route.
//!
//! Letters: `y` is let in, `s` must sign in first (401), `d` is denied (403), `h` is told that nothing is there (404).
//! In this order: anonymous, administrator, user, dock, other dock, machine, other machine, revoked dock, case system.

/// What is sent along.
#[derive(Debug, Clone, Copy)]
pub(super) enum Body {
    Nothing,
    /// JSON; `<words>` are put in.
    Json(&'static str),
    /// A form, with the session's token; `<words>` are put in.
    Form(&'static str),
    /// Headers and bytes of tus.
    Tus,
}

/// One expectation.
#[derive(Debug)]
pub(super) struct Row {
    /// Method and pattern, as in the server's own table.
    pub(super) route: &'static str,
    /// What is asked for; `<words>` stand for things that are made for each request.
    pub(super) path: &'static str,
    pub(super) body: Body,
    pub(super) cells: &'static str,
}

const fn get(route: &'static str, path: &'static str, cells: &'static str) -> Row {
    Row {
        route,
        path,
        body: Body::Nothing,
        cells,
    }
}

const fn tus(route: &'static str, path: &'static str, cells: &'static str) -> Row {
    Row {
        route,
        path,
        body: Body::Tus,
        cells,
    }
}

const fn json(route: &'static str, path: &'static str, (body, cells): (&'static str, &'static str)) -> Row {
    Row {
        route,
        path,
        body: Body::Json(body),
        cells,
    }
}

const fn form(route: &'static str, path: &'static str, (body, cells): (&'static str, &'static str)) -> Row {
    Row {
        route,
        path,
        body: Body::Form(body),
        cells,
    }
}

pub(super) const TABLE: &[Row] = &[
    get("GET /healthz", "/healthz", "yyyyyyyyy"),
    get("GET /slate", "/slate", "syyddddsd"),
    get("GET /slate/code", "/slate/code", "syyddddsd"),
    get("GET /readyz", "/readyz", "yyyyyyyyy"),
    get("GET /metrics", "/metrics", "sydddddsd"),
    get("GET /openapi.json", "/openapi.json", "yyyyyyyyy"),
    get("GET /api/v1/dictionary", "/api/v1/dictionary", "yyyyyyyyy"),
    get("GET /dictionary", "/dictionary", "yyyyyyyyy"),
    get("GET /dictionary.csv", "/dictionary.csv", "yyyyyyyyy"),
    get("GET /log/checkpoint", "/log/checkpoint", "yyyyyyyyy"),
    get("GET /log/tile/{*rest}", "/log/tile/0/<partial tile>", "yyyyyyyyy"),
    // Bundles hold the entries themselves.
    get("GET /log/tile/{*rest}", "/log/tile/entries/<partial tile>", "sydddddsd"),
    tus("OPTIONS /api/v1/uploads", "/api/v1/uploads", "yyyyyyyyy"),
    tus("POST /api/v1/uploads", "/api/v1/uploads", "sdyyyyysd"),
    tus(
        "OPTIONS /api/v1/uploads/{id}",
        "/api/v1/uploads/<upload of the machine>",
        "yyyyyyyyy",
    ),
    // An upload is its owner's alone.
    tus(
        "POST /api/v1/uploads/{id}",
        "/api/v1/uploads/<upload of the machine>",
        "shhhhyhsh",
    ),
    tus(
        "HEAD /api/v1/uploads/{id}",
        "/api/v1/uploads/<upload of the machine>",
        "shhhhyhsh",
    ),
    tus(
        "PATCH /api/v1/uploads/{id}",
        "/api/v1/uploads/<upload of the machine>",
        "shhhhyhsh",
    ),
    tus(
        "DELETE /api/v1/uploads/{id}",
        "/api/v1/uploads/<upload of the machine>",
        "shhhhyhsh",
    ),
    tus(
        "HEAD /api/v1/uploads/{id}",
        "/api/v1/uploads/<upload of the dock>",
        "shhyhhhsh",
    ),
    tus(
        "PATCH /api/v1/uploads/{id}",
        "/api/v1/uploads/<upload of the dock>",
        "shhyhhhsh",
    ),
    tus(
        "DELETE /api/v1/uploads/{id}",
        "/api/v1/uploads/<upload of the dock>",
        "shhyhhhsh",
    ),
    tus(
        "HEAD /api/v1/uploads/{id}",
        "/api/v1/uploads/<upload of the user>",
        "shyhhhhsh",
    ),
    tus(
        "PATCH /api/v1/uploads/{id}",
        "/api/v1/uploads/<upload of the user>",
        "shyhhhhsh",
    ),
    get(
        "GET /api/v1/uploads/{id}/state",
        "/api/v1/uploads/<upload of the machine>/state",
        "shhhhyhsh",
    ),
    get(
        "GET /api/v1/uploads/{id}/state",
        "/api/v1/uploads/<upload of the user>/state",
        "shyhhhhsh",
    ),
    get(
        "GET /api/v1/uploads/{id}/receipt",
        "/api/v1/uploads/<upload of the machine>/receipt",
        "shhhhyhsh",
    ),
    get(
        "GET /api/v1/captures/{id}/receipt",
        "/api/v1/captures/<capture>/receipt",
        "shhyhhhsh",
    ),
    json(
        "POST /api/v1/docks/enroll",
        "/api/v1/docks/enroll",
        (ENROLLMENT, "yyyyyyyyy"),
    ),
    json(
        "POST /api/v1/docks/offer",
        "/api/v1/docks/offer",
        (r#"{"items": []}"#, "sddyyddsd"),
    ),
    json(
        "POST /api/v1/docks/dockings",
        "/api/v1/docks/dockings",
        (REPORT, "sddyyddsd"),
    ),
    json("POST /api/v1/docks/alarm", "/api/v1/docks/alarm", (ALARM, "sddyyddsd")),
    json(
        "POST /api/v1/docks/clearing",
        "/api/v1/docks/clearing",
        (r#"{"captures": []}"#, "sddyyddsd"),
    ),
    json(
        "POST /api/v1/docks/erasures",
        "/api/v1/docks/erasures",
        (r#"{"erasures": []}"#, "sddyyddsd"),
    ),
    json(
        "POST /api/v1/docks/{id}/unit",
        "/api/v1/docks/<dock>/unit",
        (r#"{"unit_number": "U1"}"#, "sydddddsd"),
    ),
    get("GET /api/v1/docks/roster", "/api/v1/docks/roster", "sddyyddsd"),
    get(
        "GET /api/v1/docks/rooms",
        "/api/v1/docks/rooms?room=<unique>",
        "sddyyddsd",
    ),
    get("GET /api/v1/rooms", "/api/v1/rooms", "syyddddsd"),
    json("POST /api/v1/rooms", "/api/v1/rooms", (ROOM, "syyddddsd")),
    get("GET /api/v1/rooms/uses", "/api/v1/rooms/uses", "sdyddddsd"),
    json("POST /api/v1/rooms/uses", "/api/v1/rooms/uses", (ROOM_USE, "sdyddddsd")),
    get("GET /api/v1/rooms/uses/{id}", "/api/v1/rooms/uses/<use>", "shyhhhhsh"),
    json(
        "POST /api/v1/rooms/uses/{id}",
        "/api/v1/rooms/uses/<use>",
        (r#"{"persons": "李某", "reason": "seen"}"#, "shyhhhhsh"),
    ),
    get("GET /api/v1/monitors", "/api/v1/monitors", "syyddddsd"),
    json("POST /api/v1/monitors", "/api/v1/monitors", (MONITOR, "syyddddsd")),
    get("GET /api/v1/monitors/{id}", "/api/v1/monitors/<monitor>", "syyddddsd"),
    json(
        "POST /api/v1/monitors/{id}/decisions",
        "/api/v1/monitors/<monitor>/decisions",
        (DECISION, "sdyddddsd"),
    ),
    get(
        "GET /api/v1/clips/{id}/record",
        "/api/v1/clips/<clip>/record",
        "shyhhhhsh",
    ),
    json(
        "POST /api/v1/clips/{id}/record",
        "/api/v1/clips/<clip>/record",
        ("{}", "shyhhhhsh"),
    ),
    json(
        "POST /api/v1/clips/{id}/record/reviews",
        "/api/v1/clips/<clip>/record/reviews",
        ("{}", "shyhhhhsh"),
    ),
    get("GET /api/v1/explanations", "/api/v1/explanations", "sdyddddsd"),
    json(
        "POST /api/v1/explanations/{id}/decision",
        "/api/v1/explanations/<explanation>/decision",
        (r#"{"verdict": "approved"}"#, "shyhhhhsh"),
    ),
    get(
        "GET /api/v1/cases/{id}/acts/{act_id}/explanations",
        "/api/v1/cases/<case>/acts/<act>/explanations",
        "shyhhhhsh",
    ),
    json(
        "POST /api/v1/cases/{id}/acts/{act_id}/explanations",
        "/api/v1/cases/<case>/acts/<act>/explanations",
        (EXPLANATION, "shdhhhhsh"),
    ),
    json(
        "POST /api/v1/cases/{id}/acts/{act_id}/site",
        "/api/v1/cases/<case>/acts/<act>/site",
        (
            r#"{"arrived_at": "2026-04-17T08:00:00Z", "is_at_end": false, "words": "seen"}"#,
            "shdhhhhsh",
        ),
    ),
    get(
        "GET /api/v1/clips/{id}/time-marks",
        "/api/v1/clips/<clip>/time-marks",
        "shyhhhhsh",
    ),
    json(
        "POST /api/v1/clips/{id}/time-marks",
        "/api/v1/clips/<clip>/time-marks",
        (r#"{"at_ms": 1, "kind": "note", "words": "seen"}"#, "shyhhhhsh"),
    ),
    json(
        "POST /api/v1/clips/{id}/time-marks/{mark_id}/removal",
        "/api/v1/clips/<clip>/time-marks/<mark>/removal",
        ("{}", "shyhhhhsh"),
    ),
    get("GET /api/v1/catalogue", "/api/v1/catalogue?on=2026-11-20", "syyddddsd"),
    get(
        "GET /api/v1/catalogue/versions",
        "/api/v1/catalogue/versions",
        "syyddddsd",
    ),
    json(
        "POST /api/v1/catalogue",
        "/api/v1/catalogue?format=csv&from=2026-11-20&reason=x&apply=0",
        ("{}", "sydddddsd"),
    ),
    get("GET /explanations", "/explanations", "sdyddddsd"),
    form(
        "POST /explanations/{id}/decision",
        "/explanations/<explanation>/decision",
        ("verdict=approved", "shyhhhhsh"),
    ),
    get(
        "GET /cases/{id}/acts/{act_id}/explanations",
        "/cases/<case>/acts/<act>/explanations",
        "shyhhhhsh",
    ),
    form(
        "POST /cases/{id}/acts/{act_id}/explanations",
        "/cases/<case>/acts/<act>/explanations",
        (
            "kind=stretch&sense=both&from=2026-04-17T16:10&to=2026-04-17T16:12&reason=battery&words=seen",
            "shdhhhhsh",
        ),
    ),
    form(
        "POST /cases/{id}/acts/{act_id}/site",
        "/cases/<case>/acts/<act>/site",
        ("arrived_at=2026-04-17T08:00:00Z&end=arrival&words=seen", "shdhhhhsh"),
    ),
    get("GET /clips/{id}/marks.vtt", "/clips/<clip>/marks.vtt", "shyhhhhsh"),
    form(
        "POST /clips/{id}/time-marks",
        "/clips/<clip>/time-marks",
        ("at=0:00:00.001&choice=note:&words=seen", "shyhhhhsh"),
    ),
    form(
        "POST /clips/{id}/time-marks/{mark_id}/removal",
        "/clips/<clip>/time-marks/<mark>/removal",
        ("", "shyhhhhsh"),
    ),
    get("GET /monitors", "/monitors", "syyddddsd"),
    form(
        "POST /monitors",
        "/monitors",
        ("unit_number=U1&name=<unique>&place=x&since=2026-04-17", "syyddddsd"),
    ),
    get("GET /monitors/{id}", "/monitors/<monitor>", "syyddddsd"),
    form(
        "POST /monitors/{id}/decisions",
        "/monitors/<monitor>/decisions",
        (
            "kind=technical&version=1&decided_on=2026-04-17&affirmed=meets_standards",
            "sdyddddsd",
        ),
    ),
    form(
        "POST /clips/{id}/record",
        "/clips/<clip>/record",
        ("act=state", "shyhhhhsh"),
    ),
    get("GET /rooms", "/rooms", "syyddddsd"),
    form("POST /rooms", "/rooms", ("unit_number=U1&name=<unique>", "syyddddsd")),
    form(
        "POST /rooms/uses",
        "/rooms/uses",
        (
            "room=<unique>&case_number=<unique>&persons=x&in_at=2026-11-20T08:00",
            "sdyddddsd",
        ),
    ),
    get("GET /rooms/uses/{id}", "/rooms/uses/<use>", "shyhhhhsh"),
    form(
        "POST /rooms/uses/{id}",
        "/rooms/uses/<use>",
        ("persons=x&reason=seen", "shyhhhhsh"),
    ),
    form(
        "POST /rooms/uses/{id}/clips",
        "/rooms/uses/<use>/clips",
        ("", "shyhhhhsh"),
    ),
    json(
        "POST /api/v1/docks/claims",
        "/api/v1/docks/claims",
        (r#"{"claims": []}"#, "sddyyddsd"),
    ),
    get("GET /api/v1/units", "/api/v1/units", "syyddddsd"),
    json("POST /api/v1/units", "/api/v1/units", (UNIT, "sydddddsd")),
    get("GET /api/v1/units/{id}/use", "/api/v1/units/<unit>/use", "syyddddsd"),
    get("GET /api/v1/officers", "/api/v1/officers", "syyddddsd"),
    json("POST /api/v1/officers", "/api/v1/officers", (OFFICER, "sydddddsd")),
    get("GET /api/v1/recorders", "/api/v1/recorders", "syyddddsd"),
    get(
        "GET /api/v1/recorders/{id}/expected",
        "/api/v1/recorders/<recorder>/expected",
        "syyhhhhsh",
    ),
    json(
        "POST /api/v1/recorders/{id}/device",
        "/api/v1/recorders/<recorder>/device",
        (DEVICE, "sydddddsd"),
    ),
    get("GET /api/v1/handovers", "/api/v1/handovers", "syyddddsd"),
    json("POST /api/v1/handovers", "/api/v1/handovers", (HANDOVER, "sdyddddsd")),
    get(
        "GET /api/v1/handovers/{id}",
        "/api/v1/handovers/<handover>",
        "syyhhhhsh",
    ),
    json(
        "POST /api/v1/handovers/{id}/close",
        "/api/v1/handovers/<handover>/close",
        ("{}", "sdyddddsd"),
    ),
    json(
        "POST /api/v1/handovers/{id}/correction",
        "/api/v1/handovers/<handover>/correction",
        (r#"{"reason": "it never took place"}"#, "sdyddddsd"),
    ),
    get(
        "GET /api/v1/clips/{id}/custody",
        "/api/v1/clips/<clip>/custody",
        "shyhhhhsh",
    ),
    get("GET /clips/{id}/custody", "/clips/<clip>/custody", "shyhhhhsh"),
    get(
        "GET /api/v1/clips/{id}/attribution",
        "/api/v1/clips/<clip>/attribution",
        "shyhhhhsh",
    ),
    json(
        "POST /api/v1/clips/{id}/attribution",
        "/api/v1/clips/<clip>/attribution",
        (r#"{"reason": "the ledger knows"}"#, "shyhhhhsh"),
    ),
    get(
        "GET /api/v1/clips/{id}/clock",
        "/api/v1/clips/<clip>/clock",
        "shyhhhhsh",
    ),
    json(
        "POST /api/v1/clips/{id}/clock",
        "/api/v1/clips/<clip>/clock",
        (
            r#"{"scope": "clip", "offset_ms": 0, "uncertainty_ms": 1000, "reason": "compared"}"#,
            "shyhhhhsh",
        ),
    ),
    get("GET /api/v1/clips", "/api/v1/clips", "sdyddddsd"),
    get("GET /api/v1/filters", "/api/v1/filters", "sdyddddsd"),
    json(
        "POST /api/v1/filters",
        "/api/v1/filters",
        (r#"{"name": "<unique>", "query": "q=words"}"#, "sdyddddsd"),
    ),
    // The user's own; nobody else has it.
    get("DELETE /api/v1/filters/{id}", "/api/v1/filters/<filter>", "sdyddddsd"),
    form(
        "POST /clips/filters",
        "/clips/filters",
        ("name=<unique>&query=q%3Dwords", "sdyddddsd"),
    ),
    form(
        "POST /clips/filters/{id}/remove",
        "/clips/filters/<filter>/remove",
        ("", "sdyddddsd"),
    ),
    get("GET /api/v1/clips/{id}", "/api/v1/clips/<clip>", "shyhhhhsh"),
    get(
        "GET /api/v1/clips/{id}/content",
        "/api/v1/clips/<clip>/content",
        "shyhhhhsh",
    ),
    get(
        "GET /api/v1/clips/{id}/poster",
        "/api/v1/clips/<clip>/poster",
        "shyhhhhsh",
    ),
    get(
        "GET /api/v1/cases/{id}/documents",
        "/api/v1/cases/<case>/documents",
        "shyhhhhsh",
    ),
    json(
        "POST /api/v1/documents/{id}/download",
        "/api/v1/documents/<document>/download",
        (r#"{"reason": "asked for by the court"}"#, "shyhhhhsh"),
    ),
    get(
        "GET /api/v1/documents/{id}/receipt",
        "/api/v1/documents/<document>/receipt",
        "shyhhhhsh",
    ),
    json(
        "POST /api/v1/documents/{id}/statement",
        "/api/v1/documents/<document>/statement",
        (r#"{"title": "<unique>", "is_withdrawn": false}"#, "shyhhhhsh"),
    ),
    form(
        "POST /documents/{id}",
        "/documents/<document>",
        ("title=<unique>", "shyhhhhsh"),
    ),
    form(
        "POST /documents/{id}/download",
        "/documents/<document>/download",
        ("reason=asked+for+by+the+court", "shyhhhhsh"),
    ),
    get(
        "GET /api/v1/clips/{id}/sensitivity",
        "/api/v1/clips/<clip>/sensitivity",
        "shyhhhhsh",
    ),
    json(
        "POST /api/v1/clips/{id}/sensitivity",
        "/api/v1/clips/<clip>/sensitivity",
        (SENSITIVITY, "shyhhhhsh"),
    ),
    json(
        "POST /api/v1/clips/{id}/download",
        "/api/v1/clips/<clip>/download",
        (r#"{"reason": "asked for by the court"}"#, "shyhhhhsh"),
    ),
    get("GET /api/v1/tags", "/api/v1/tags", "syyddddsd"),
    get(
        "GET /api/v1/clips/{id}/marks",
        "/api/v1/clips/<clip>/marks",
        "shyhhhhsh",
    ),
    json(
        "POST /api/v1/clips/tags",
        "/api/v1/clips/tags",
        (
            r#"{"clip_ids": ["<clip>"], "word": "seizure", "act": "put"}"#,
            "shyhhhhsh",
        ),
    ),
    json(
        "POST /api/v1/clips/importance",
        "/api/v1/clips/importance",
        (r#"{"clip_ids": ["<clip>"], "verdict": "marked"}"#, "shyhhhhsh"),
    ),
    json(
        "POST /api/v1/clips/settlement",
        "/api/v1/clips/settlement",
        (r#"{"clip_ids": ["<clip>"], "class": "routine"}"#, "shyhhhhsh"),
    ),
    get("GET /api/v1/cases", "/api/v1/cases", "sdyddddsd"),
    json("POST /api/v1/cases", "/api/v1/cases", (CASE, "sdyddddsd")),
    json(
        "POST /api/v1/cases/import",
        "/api/v1/cases/import?kind=cases&apply=0",
        ("case number,title", "sdyddddsd"),
    ),
    get("GET /cases/import", "/cases/import", "sdyddddsd"),
    form("POST /cases/import", "/cases/import", ("kind=cases", "sdyddddsd")),
    get("GET /api/v1/cases/{id}", "/api/v1/cases/<case>", "shyhhhhsh"),
    json(
        "POST /api/v1/cases/{id}/clips",
        "/api/v1/cases/<case>/clips",
        (LINKING, "shyhhhhsh"),
    ),
    get(
        "DELETE /api/v1/cases/{id}/links/{link_id}",
        "/api/v1/cases/<case>/links/<link>",
        "shyhhhhsh",
    ),
    json("PUT /api/v1/cases/{id}", "/api/v1/cases/<unique>", (TOLD, "sddddddsy")),
    get(
        "GET /api/v1/cases/{id}/readiness",
        "/api/v1/cases/<case>/readiness",
        "shyhhhhsh",
    ),
    get(
        "GET /api/v1/cases/{id}/readiness",
        "/api/v1/cases/<case number>/readiness",
        "shyhhhhsy",
    ),
    get(
        "GET /api/v1/cases/{id}/heading",
        "/api/v1/cases/<case>/heading",
        "shyhhhhsh",
    ),
    json(
        "POST /api/v1/cases/{id}/heading",
        "/api/v1/cases/<case>/heading",
        (r#"{"category": "penalty", "reason": "seen"}"#, "shyhhhhsh"),
    ),
    get(
        "GET /api/v1/cases/{id}/states",
        "/api/v1/cases/<case>/states",
        "shyhhhhsh",
    ),
    json(
        "POST /api/v1/cases/{id}/states",
        "/api/v1/cases/<case>/states",
        (
            r#"{"step": "served", "happened_at": "2026-11-20T02:00:00Z"}"#,
            "shyhhhhsh",
        ),
    ),
    get("GET /api/v1/deadlines", "/api/v1/deadlines", "sdyddddsd"),
    get("GET /api/v1/cases/{id}/acts", "/api/v1/cases/<case>/acts", "shyhhhhsh"),
    json(
        "POST /api/v1/cases/{id}/acts",
        "/api/v1/cases/<case>/acts",
        (ACT, "shyhhhhsh"),
    ),
    get(
        "GET /api/v1/cases/{id}/acts/{act_id}",
        "/api/v1/cases/<case>/acts/<act>",
        "shyhhhhsh",
    ),
    json(
        "POST /api/v1/cases/{id}/acts/{act_id}",
        "/api/v1/cases/<case>/acts/<act>",
        (r#"{"reason": "it never took place"}"#, "shyhhhhsh"),
    ),
    json(
        "POST /api/v1/cases/{id}/acts/{act_id}/sheets",
        "/api/v1/cases/<case>/acts/<act>/sheets",
        ("{}", "shyhhhhsh"),
    ),
    get(
        "GET /api/v1/cases/{id}/gates/submit",
        "/api/v1/cases/<case>/gates/submit",
        "shyhhhhsh",
    ),
    get(
        "GET /api/v1/cases/{id}/gates/close",
        "/api/v1/cases/<case>/gates/close",
        "shyhhhhsh",
    ),
    get(
        "GET /api/v1/cases/{id}/review",
        "/api/v1/cases/<case>/review",
        "shyhhhhsh",
    ),
    get(
        "GET /api/v1/cases/{id}/records",
        "/api/v1/cases/<case>/records",
        "shyhhhhsh",
    ),
    json(
        "POST /api/v1/cases/{id}/bundles",
        "/api/v1/cases/<case>/bundles",
        ("{}", "shyhhhhsh"),
    ),
    json(
        "POST /api/v1/cases/{id}/opinions",
        "/api/v1/cases/<case>/opinions",
        (OPINION, "shdhhhhsh"),
    ),
    json(
        "POST /api/v1/cases/{id}/settlings",
        "/api/v1/cases/<case>/settlings",
        (SETTLING, "shyhhhhsh"),
    ),
    get(
        "GET /api/v1/records/{id}/note",
        "/api/v1/records/<record>/note",
        "shyhhhhsh",
    ),
    get(
        "GET /api/v1/records/{id}/differences",
        "/api/v1/records/<record>/differences",
        "shyhhhhsh",
    ),
    get("GET /records/{id}", "/records/<record>", "shyhhhhsh"),
    get("GET /cases/{id}/review", "/cases/<case>/review", "shyhhhhsh"),
    get("GET /cases/{id}/opinions", "/cases/<case>/opinions", "shyhhhhsh"),
    form(
        "POST /cases/{id}/review/send",
        "/cases/<case>/review/send",
        ("", "shyhhhhsh"),
    ),
    form(
        "POST /cases/{id}/review/close",
        "/cases/<case>/review/close",
        ("", "shyhhhhsh"),
    ),
    form(
        "POST /cases/{id}/review/opinion",
        "/cases/<case>/review/opinion",
        ("record_id=<record>&outcome=passed&text=seen", "shdhhhhsh"),
    ),
    form(
        "POST /cases/{id}/review/settle",
        "/cases/<case>/review/settle",
        (
            "opinion_id=opinion-00000000000000000000000000000000&outcome=passed&text=seen",
            "shyhhhhsh",
        ),
    ),
    form(
        "POST /cases/{id}/acts/{act_id}/sheet",
        "/cases/<case>/acts/<act>/sheet",
        ("", "shyhhhhsh"),
    ),
    get(
        "GET /api/v1/cases/{id}/acts/{act_id}/coverage",
        "/api/v1/cases/<case>/acts/<act>/coverage",
        "shyhhhhsh",
    ),
    json(
        "POST /api/v1/cases/{id}/acts/{act_id}/left-out",
        "/api/v1/cases/<case>/acts/<act>/left-out",
        (LEFT_OUT, "shyhhhhsh"),
    ),
    get(
        "GET /api/v1/cases/{id}/objects",
        "/api/v1/cases/<case>/objects",
        "shyhhhhsh",
    ),
    json(
        "POST /api/v1/cases/{id}/objects",
        "/api/v1/cases/<case>/objects",
        (OBJECT, "shyhhhhsh"),
    ),
    json(
        "POST /api/v1/cases/{id}/objects/{object_id}/removal",
        "/api/v1/cases/<case>/objects/<object>/removal",
        (r#"{"reason": "a slip"}"#, "shyhhhhsh"),
    ),
    get(
        "GET /api/v1/cases/{id}/suggestions",
        "/api/v1/cases/<case>/suggestions",
        "shyhhhhsh",
    ),
    json(
        "POST /api/v1/cases/{id}/suggestions",
        "/api/v1/cases/<case>/suggestions",
        ("{}", "shyhhhhsh"),
    ),
    json(
        "POST /api/v1/cases/{id}/links/{link_id}/placing",
        "/api/v1/cases/<case>/links/<link>/placing",
        (r#"{"stage": "investigation"}"#, "shyhhhhsh"),
    ),
    get("GET /api/v1/objects", "/api/v1/objects?q=<unique>", "sdyddddsd"),
    get("GET /api/v1/case-numbers", "/api/v1/case-numbers", "syyddddsd"),
    json(
        "POST /api/v1/case-numbers",
        "/api/v1/case-numbers",
        (r#"{"unit_number": "U1", "pattern": null}"#, "syyddddsd"),
    ),
    get(
        "GET /api/v1/cases/{id}/members",
        "/api/v1/cases/<case>/members",
        "shyhhhhsh",
    ),
    json(
        "POST /api/v1/cases/{id}/members",
        "/api/v1/cases/<case>/members",
        (r#"{"name": "somebody", "reason": "joint work"}"#, "shyhhhhsh"),
    ),
    get(
        "DELETE /api/v1/cases/{id}/members/{member_id}",
        "/api/v1/cases/<case>/members/<member>",
        "shyhhhhsh",
    ),
    get(
        "GET /api/v1/cases/{id}/sensitivity",
        "/api/v1/cases/<case>/sensitivity",
        "shyhhhhsh",
    ),
    json(
        "POST /api/v1/cases/{id}/sensitivity",
        "/api/v1/cases/<case>/sensitivity",
        (SENSITIVITY, "shyhhhhsh"),
    ),
    get("GET /", "/", "yyyyyyyyy"),
    get("GET /static/{*rest}", "/static/main.css", "yyyyyyyyy"),
    get("GET /setup", "/setup", "yyyyyyyyy"),
    // Somebody has an account already: the link for the first one leads nowhere.
    form(
        "POST /setup",
        "/setup",
        ("secret=x&name=<unique>&password=<unique><unique>", "hhhhhhhhh"),
    ),
    get("GET /sign-in", "/sign-in", "yyyyyyyyy"),
    form(
        "POST /sign-in",
        "/sign-in",
        ("name=somebody&password=password-of-somebody&back=/", "yyyyyyyyy"),
    ),
    form("POST /language", "/language", ("language=en&back=/", "yyyyyyyyy")),
    get("GET /news", "/news", "syyddddsd"),
    get("GET /docks", "/docks", "syyddddsd"),
    form("POST /docks", "/docks", ("name=<unique>", "sydddddsd")),
    get("GET /docks/{id}/revoke", "/docks/<dock>/revoke", "sydddddsd"),
    form("POST /docks/{id}/revoke", "/docks/<dock>/revoke", ("", "sydddddsd")),
    form(
        "POST /docks/{id}/unit",
        "/docks/<dock>/unit",
        ("unit_number=U1", "sydddddsd"),
    ),
    get("GET /recorders", "/recorders", "syyddddsd"),
    form(
        "POST /recorders",
        "/recorders",
        ("serial=<unique>&title=<unique>", "sydddddsd"),
    ),
    get(
        "GET /recorders/{id}/expected",
        "/recorders/<recorder>/expected",
        "syyhhhhsh",
    ),
    form(
        "POST /recorders/{id}/device",
        "/recorders/<recorder>/device",
        ("unit_number=U1&kind=recorder&state=in_use", "sydddddsd"),
    ),
    get("GET /units", "/units", "syyddddsd"),
    form("POST /units", "/units", ("number=<unique>&name=a+unit", "sydddddsd")),
    get("GET /units/{id}/use", "/units/<unit>/use", "syyddddsd"),
    get("GET /officers", "/officers", "syyddddsd"),
    form(
        "POST /officers",
        "/officers",
        ("number=<unique>&name=an+officer&unit_number=U1", "sydddddsd"),
    ),
    get("GET /handovers", "/handovers", "syyddddsd"),
    form(
        "POST /handovers",
        "/handovers",
        (
            "lead_number=O1&assisting_number=O2&recorder_serials=A1B2C3D",
            "sdyddddsd",
        ),
    ),
    get("GET /handovers/{id}", "/handovers/<handover>", "syyhhhhsh"),
    form(
        "POST /handovers/{id}/close",
        "/handovers/<handover>/close",
        ("together=yes", "sdyhhhhsh"),
    ),
    form(
        "POST /handovers/{id}/correction",
        "/handovers/<handover>/correction",
        (
            "lead_number=O2&assisting_number=O1&recorder_serials=A1B2C3D&reason=seen",
            "sdyhhhhsh",
        ),
    ),
    form(
        "POST /handovers/{id}/void",
        "/handovers/<handover>/void",
        ("reason=seen", "sdyddddsd"),
    ),
    get("GET /api/v1/grants", "/api/v1/grants", "sydddddsd"),
    json("POST /api/v1/grants", "/api/v1/grants", (GRANT, "sydddddsd")),
    get("DELETE /api/v1/grants/{id}", "/api/v1/grants/<grant>", "sydddddsd"),
    json(
        "POST /api/v1/ledger/import",
        "/api/v1/ledger/import?kind=units&apply=0",
        ("number,name,parent number", "sydddddsd"),
    ),
    get("GET /ledger/import", "/ledger/import", "sydddddsd"),
    form("POST /ledger/import", "/ledger/import", ("kind=units", "sydddddsd")),
    get("GET /api/v1/webhooks", "/api/v1/webhooks", "sydddddsd"),
    json(
        "POST /api/v1/webhooks/{name}/resume",
        "/api/v1/webhooks/nobody/resume",
        ("{}", "sydddddsd"),
    ),
    get("GET /webhooks", "/webhooks", "sydddddsd"),
    form(
        "POST /webhooks/{name}/resume",
        "/webhooks/nobody/resume",
        ("", "sydddddsd"),
    ),
    get("GET /people", "/people", "sydddddsd"),
    form(
        "POST /people",
        "/people",
        ("name=<unique>&role=user&password=<unique><unique>", "sydddddsd"),
    ),
    form(
        "POST /people/grants",
        "/people/grants",
        ("name=somebody&role=auditor&unit_number=", "sydddddsd"),
    ),
    form(
        "POST /people/grants/{id}/withdraw",
        "/people/grants/<grant>/withdraw",
        ("", "sydddddsd"),
    ),
    get("GET /findings", "/findings", "syyddddsd"),
    form(
        "POST /findings/{id}/settle",
        "/findings/<finding>/settle",
        ("note=seen", "sdyddddsd"),
    ),
    get("GET /clips", "/clips", "sdyddddsd"),
    get("GET /clips/upload", "/clips/upload", "sdyddddsd"),
    get("GET /clips/{id}", "/clips/<clip>", "shyhhhhsh"),
    get("GET /clips/{id}/poster", "/clips/<clip>/poster", "shyhhhhsh"),
    get("GET /clips/{id}/receipt", "/clips/<clip>/receipt", "shyhhhhsh"),
    get("GET /clips/{id}/statements", "/clips/<clip>/statements", "shyhhhhsh"),
    form(
        "POST /clips/{id}/cases",
        "/clips/<clip>/cases",
        ("case=<case>&reason=seen", "shyhhhhsh"),
    ),
    form(
        "POST /clips/{id}/attribution",
        "/clips/<clip>/attribution",
        ("act=state&lead_number=O1&assisting_number=O2&reason=seen", "shyhhhhsh"),
    ),
    form(
        "POST /clips/{id}/clock",
        "/clips/<clip>/clock",
        (
            "direction=slow&offset_ms=0&uncertainty_ms=1&scope=clip&reason=compared",
            "shyhhhhsh",
        ),
    ),
    get("GET /clips/{id}/access", "/clips/<clip>/access", "shyhhhhsh"),
    form(
        "POST /clips/{id}/sensitivity",
        "/clips/<clip>/sensitivity",
        ("reason=seen", "shyhhhhsh"),
    ),
    form(
        "POST /clips/{id}/download",
        "/clips/<clip>/download",
        ("reason=asked+for+by+the+court", "shyhhhhsh"),
    ),
    get("GET /cases/{id}/access", "/cases/<case>/access", "shyhhhhsh"),
    form(
        "POST /cases/{id}/sensitivity",
        "/cases/<case>/sensitivity",
        ("reason=seen", "shyhhhhsh"),
    ),
    form(
        "POST /cases/{id}/members",
        "/cases/<case>/members",
        ("name=somebody&reason=seen", "shyhhhhsh"),
    ),
    form(
        "POST /cases/{id}/members/{member_id}/end",
        "/cases/<case>/members/<member>/end",
        ("", "shyhhhhsh"),
    ),
    form(
        "POST /clips/{id}/marks",
        "/clips/<clip>/marks",
        ("deed=put:seizure", "shyhhhhsh"),
    ),
    form(
        "POST /clips/marks",
        "/clips/marks",
        ("clip=<clip>&deed=put:seizure&count=1&back=/clips", "shyhhhhsh"),
    ),
    form(
        "POST /clips/marks/undo",
        "/clips/marks/undo",
        ("clip=<clip>&undo=settle:routine&back=/clips", "shyhhhhsh"),
    ),
    get("GET /cases", "/cases", "sdyddddsd"),
    form("POST /cases", "/cases", ("number=<unique>&title=<unique>", "sdyddddsd")),
    get("GET /cases/{id}", "/cases/<case>", "shyhhhhsh"),
    get("GET /cases/{id}/choose", "/cases/<case>/choose", "shyhhhhsh"),
    form(
        "POST /cases/{id}/clips",
        "/cases/<case>/clips",
        ("clip=<clip>&reason=seen", "shyhhhhsh"),
    ),
    get(
        "GET /cases/{id}/links/{link_id}/unlink",
        "/cases/<case>/links/<link>/unlink",
        "shyhhhhsh",
    ),
    form(
        "POST /cases/{id}/links/{link_id}/unlink",
        "/cases/<case>/links/<link>/unlink",
        ("", "shyhhhhsh"),
    ),
    form(
        "POST /cases/{id}/links/{link_id}/placing",
        "/cases/<case>/links/<link>/placing",
        ("stage=investigation", "shyhhhhsh"),
    ),
    form(
        "POST /cases/{id}/heading",
        "/cases/<case>/heading",
        ("category=penalty&reason=seen", "shyhhhhsh"),
    ),
    form(
        "POST /cases/{id}/states",
        "/cases/<case>/states",
        ("step=served&happened_at=2026-11-20T10:00", "shyhhhhsh"),
    ),
    get("GET /deadlines", "/deadlines", "sdyddddsd"),
    form("POST /cases/{id}/acts", "/cases/<case>/acts", (ACT_FORM, "shyhhhhsh")),
    get("GET /cases/{id}/acts/{act_id}", "/cases/<case>/acts/<act>", "shyhhhhsh"),
    form(
        "POST /cases/{id}/acts/{act_id}",
        "/cases/<case>/acts/<act>",
        (ACT_FORM, "shyhhhhsh"),
    ),
    form(
        "POST /cases/{id}/acts/{act_id}/void",
        "/cases/<case>/acts/<act>/void",
        ("reason=seen", "shyhhhhsh"),
    ),
    form(
        "POST /cases/{id}/acts/{act_id}/left-out",
        "/cases/<case>/acts/<act>/left-out",
        ("clip_id=<clip>&reason=seen", "shyhhhhsh"),
    ),
    form(
        "POST /cases/{id}/suggestions",
        "/cases/<case>/suggestions",
        ("do=accept", "shyhhhhsh"),
    ),
    form(
        "POST /cases/{id}/objects",
        "/cases/<case>/objects",
        ("kind=plate&number=<unique>", "shyhhhhsh"),
    ),
    form(
        "POST /cases/{id}/objects/{object_id}/removal",
        "/cases/<case>/objects/<object>/removal",
        ("reason=seen", "shyhhhhsh"),
    ),
    get("GET /objects", "/objects?q=<unique>", "sdyddddsd"),
    get("GET /case-numbers", "/case-numbers", "syyddddsd"),
    form(
        "POST /case-numbers",
        "/case-numbers",
        ("unit_number=U1&pattern=", "syyddddsd"),
    ),
    // The last one: it ends the sessions that the others need.
    form("POST /sign-out", "/sign-out", ("", "yyyyyyyyy")),
];

const GRANT: &str = r#"{"name": "somebody", "role": "auditor", "unit_number": null}"#;
const SENSITIVITY: &str = r#"{"flags": [], "reason": "nothing is"}"#;
const ENROLLMENT: &str = r#"{"token": "none", "public_key": "", "name": "nobody"}"#;
const REPORT: &str = r#"{"dockings": [], "dock_time": "2026-04-17T12:00:00.000000Z", "spool_free_bytes": 1}"#;
const ALARM: &str = r#"{"kind": "spool_full", "capture_id": null, "message": "The spool is full."}"#;
const CASE: &str = r#"{"number": "<unique>", "title": "<unique>"}"#;
const ACT: &str = r#"{"kind": "seizure", "officer_numbers": ["O1", "O2"],
    "sessions": [{"arrived_at": "2026-04-17T08:00:00Z", "departed_at": null, "source": "officer"}]}"#;
const ACT_FORM: &str =
    "kind=seizure&officer_numbers=O1&day-1=2026-04-17&from-1=08:00&to-1=09:00&times=record&reason=seen";
const OPINION: &str = r#"{"record_id": "<record>", "outcome": "passed", "text": "seen"}"#;
const SETTLING: &str =
    r#"{"opinion_id": "opinion-00000000000000000000000000000000", "outcome": "passed", "text": "seen"}"#;
const LEFT_OUT: &str = r#"{"clip_id": "<clip>", "reason": "of another act"}"#;
const TOLD: &str = r#"{"title": "told"}"#;
const OBJECT: &str = r#"{"kind": "plate", "is_party": false, "number": "<unique>"}"#;
const LINKING: &str = r#"{"clip_ids": ["<clip>"], "reason": null}"#;
const ROOM: &str = r#"{"unit_number": "U1", "name": "<unique>", "cameras": []}"#;
const EXPLANATION: &str = r#"{"kind": "stretch", "sense": "both", "from": "2026-04-17T08:10:00Z",
    "to": "2026-04-17T08:12:00Z", "reason": "battery", "words": "seen"}"#;
const MONITOR: &str = r#"{"unit_number": "U1", "name": "<unique>", "place": "x", "since": "2026-04-17"}"#;
const DECISION: &str =
    r#"{"kind": "technical", "version": 1, "decided_on": "2026-04-17", "affirmed": ["meets_standards"]}"#;
const ROOM_USE: &str = r#"{"room": "<unique>", "case_number": "<unique>", "persons": "x", "in_at": "2026-11-20T08:00:00Z", "out_at": null}"#;
const UNIT: &str = r#"{"number": "<unique>", "name": "a unit"}"#;
const OFFICER: &str = r#"{"number": "<unique>", "name": "an officer", "unit_number": "U1", "is_inspecting": true,
    "is_assistant": false}"#;
const DEVICE: &str = r#"{"unit_number": "U1", "kind": "recorder", "state": "in_use"}"#;
const HANDOVER: &str = r#"{"lead_number": "O1", "assisting_number": "O2", "recorder_serials": ["A1B2C3D"],
    "from": "2026-04-17T08:00:00Z", "to": "2026-04-17T09:00:00Z"}"#;
