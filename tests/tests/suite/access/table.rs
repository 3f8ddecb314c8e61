//! The table: what each asker must find on each route.
//!
//! Letters: `y` is let in, `s` must sign in first (401), `d` is denied (403), `h` is told that nothing is there (404).
//! In this order: anonymous, administrator, user, dock, other dock, machine, other machine, revoked dock.

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
    get("GET /healthz", "/healthz", "yyyyyyyy"),
    get("GET /readyz", "/readyz", "yyyyyyyy"),
    get("GET /metrics", "/metrics", "syddddds"),
    get("GET /openapi.json", "/openapi.json", "yyyyyyyy"),
    get("GET /api/v1/dictionary", "/api/v1/dictionary", "yyyyyyyy"),
    get("GET /dictionary", "/dictionary", "yyyyyyyy"),
    get("GET /dictionary.csv", "/dictionary.csv", "yyyyyyyy"),
    get("GET /log/checkpoint", "/log/checkpoint", "yyyyyyyy"),
    get("GET /log/tile/{*rest}", "/log/tile/0/<partial tile>", "yyyyyyyy"),
    // Bundles hold the entries themselves.
    get("GET /log/tile/{*rest}", "/log/tile/entries/<partial tile>", "syddddds"),
    tus("OPTIONS /api/v1/uploads", "/api/v1/uploads", "yyyyyyyy"),
    tus("POST /api/v1/uploads", "/api/v1/uploads", "sdyyyyys"),
    tus(
        "OPTIONS /api/v1/uploads/{id}",
        "/api/v1/uploads/<upload of the machine>",
        "yyyyyyyy",
    ),
    // An upload is its owner's alone.
    tus(
        "POST /api/v1/uploads/{id}",
        "/api/v1/uploads/<upload of the machine>",
        "shhhhyhs",
    ),
    tus(
        "HEAD /api/v1/uploads/{id}",
        "/api/v1/uploads/<upload of the machine>",
        "shhhhyhs",
    ),
    tus(
        "PATCH /api/v1/uploads/{id}",
        "/api/v1/uploads/<upload of the machine>",
        "shhhhyhs",
    ),
    tus(
        "DELETE /api/v1/uploads/{id}",
        "/api/v1/uploads/<upload of the machine>",
        "shhhhyhs",
    ),
    tus(
        "HEAD /api/v1/uploads/{id}",
        "/api/v1/uploads/<upload of the dock>",
        "shhyhhhs",
    ),
    tus(
        "PATCH /api/v1/uploads/{id}",
        "/api/v1/uploads/<upload of the dock>",
        "shhyhhhs",
    ),
    tus(
        "DELETE /api/v1/uploads/{id}",
        "/api/v1/uploads/<upload of the dock>",
        "shhyhhhs",
    ),
    tus(
        "HEAD /api/v1/uploads/{id}",
        "/api/v1/uploads/<upload of the user>",
        "shyhhhhs",
    ),
    tus(
        "PATCH /api/v1/uploads/{id}",
        "/api/v1/uploads/<upload of the user>",
        "shyhhhhs",
    ),
    get(
        "GET /api/v1/uploads/{id}/state",
        "/api/v1/uploads/<upload of the machine>/state",
        "shhhhyhs",
    ),
    get(
        "GET /api/v1/uploads/{id}/state",
        "/api/v1/uploads/<upload of the user>/state",
        "shyhhhhs",
    ),
    get(
        "GET /api/v1/uploads/{id}/receipt",
        "/api/v1/uploads/<upload of the machine>/receipt",
        "shhhhyhs",
    ),
    get(
        "GET /api/v1/captures/{id}/receipt",
        "/api/v1/captures/<capture>/receipt",
        "shhyhhhs",
    ),
    json(
        "POST /api/v1/docks/enroll",
        "/api/v1/docks/enroll",
        (ENROLLMENT, "yyyyyyyy"),
    ),
    json(
        "POST /api/v1/docks/offer",
        "/api/v1/docks/offer",
        (r#"{"items": []}"#, "sddyydds"),
    ),
    json(
        "POST /api/v1/docks/dockings",
        "/api/v1/docks/dockings",
        (REPORT, "sddyydds"),
    ),
    json("POST /api/v1/docks/alarm", "/api/v1/docks/alarm", (ALARM, "sddyydds")),
    json(
        "POST /api/v1/docks/clearing",
        "/api/v1/docks/clearing",
        (r#"{"captures": []}"#, "sddyydds"),
    ),
    json(
        "POST /api/v1/docks/erasures",
        "/api/v1/docks/erasures",
        (r#"{"erasures": []}"#, "sddyydds"),
    ),
    json(
        "POST /api/v1/docks/{id}/unit",
        "/api/v1/docks/<dock>/unit",
        (r#"{"unit_number": "U1"}"#, "syddddds"),
    ),
    get("GET /api/v1/docks/roster", "/api/v1/docks/roster", "sddyydds"),
    get(
        "GET /api/v1/docks/rooms",
        "/api/v1/docks/rooms?room=<unique>",
        "sddyydds",
    ),
    get("GET /api/v1/rooms", "/api/v1/rooms", "syydddds"),
    json("POST /api/v1/rooms", "/api/v1/rooms", (ROOM, "syydddds")),
    get("GET /api/v1/rooms/uses", "/api/v1/rooms/uses", "sdydddds"),
    json("POST /api/v1/rooms/uses", "/api/v1/rooms/uses", (ROOM_USE, "sdydddds")),
    get("GET /api/v1/rooms/uses/{id}", "/api/v1/rooms/uses/<use>", "shyhhhhs"),
    json(
        "POST /api/v1/rooms/uses/{id}",
        "/api/v1/rooms/uses/<use>",
        (r#"{"persons": "李某", "reason": "seen"}"#, "shyhhhhs"),
    ),
    get("GET /api/v1/monitors", "/api/v1/monitors", "syydddds"),
    json("POST /api/v1/monitors", "/api/v1/monitors", (MONITOR, "syydddds")),
    get("GET /api/v1/monitors/{id}", "/api/v1/monitors/<monitor>", "syydddds"),
    json(
        "POST /api/v1/monitors/{id}/decisions",
        "/api/v1/monitors/<monitor>/decisions",
        (DECISION, "sdydddds"),
    ),
    get(
        "GET /api/v1/clips/{id}/record",
        "/api/v1/clips/<clip>/record",
        "shyhhhhs",
    ),
    json(
        "POST /api/v1/clips/{id}/record",
        "/api/v1/clips/<clip>/record",
        ("{}", "shyhhhhs"),
    ),
    json(
        "POST /api/v1/clips/{id}/record/reviews",
        "/api/v1/clips/<clip>/record/reviews",
        ("{}", "shyhhhhs"),
    ),
    get("GET /monitors", "/monitors", "syydddds"),
    form(
        "POST /monitors",
        "/monitors",
        ("unit_number=U1&name=<unique>&place=x&since=2026-04-17", "syydddds"),
    ),
    get("GET /monitors/{id}", "/monitors/<monitor>", "syydddds"),
    form(
        "POST /monitors/{id}/decisions",
        "/monitors/<monitor>/decisions",
        (
            "kind=technical&version=1&decided_on=2026-04-17&affirmed=meets_standards",
            "sdydddds",
        ),
    ),
    form(
        "POST /clips/{id}/record",
        "/clips/<clip>/record",
        ("act=state", "shyhhhhs"),
    ),
    get("GET /rooms", "/rooms", "syydddds"),
    form("POST /rooms", "/rooms", ("unit_number=U1&name=<unique>", "syydddds")),
    form(
        "POST /rooms/uses",
        "/rooms/uses",
        (
            "room=<unique>&case_number=<unique>&persons=x&in_at=2026-11-20T08:00",
            "sdydddds",
        ),
    ),
    get("GET /rooms/uses/{id}", "/rooms/uses/<use>", "shyhhhhs"),
    form(
        "POST /rooms/uses/{id}",
        "/rooms/uses/<use>",
        ("persons=x&reason=seen", "shyhhhhs"),
    ),
    form(
        "POST /rooms/uses/{id}/clips",
        "/rooms/uses/<use>/clips",
        ("", "shyhhhhs"),
    ),
    json(
        "POST /api/v1/docks/claims",
        "/api/v1/docks/claims",
        (r#"{"claims": []}"#, "sddyydds"),
    ),
    get("GET /api/v1/units", "/api/v1/units", "syydddds"),
    json("POST /api/v1/units", "/api/v1/units", (UNIT, "syddddds")),
    get("GET /api/v1/units/{id}/use", "/api/v1/units/<unit>/use", "syydddds"),
    get("GET /api/v1/officers", "/api/v1/officers", "syydddds"),
    json("POST /api/v1/officers", "/api/v1/officers", (OFFICER, "syddddds")),
    get("GET /api/v1/recorders", "/api/v1/recorders", "syydddds"),
    get(
        "GET /api/v1/recorders/{id}/expected",
        "/api/v1/recorders/<recorder>/expected",
        "syyhhhhs",
    ),
    json(
        "POST /api/v1/recorders/{id}/device",
        "/api/v1/recorders/<recorder>/device",
        (DEVICE, "syddddds"),
    ),
    get("GET /api/v1/handovers", "/api/v1/handovers", "syydddds"),
    json("POST /api/v1/handovers", "/api/v1/handovers", (HANDOVER, "sdydddds")),
    get("GET /api/v1/handovers/{id}", "/api/v1/handovers/<handover>", "syyhhhhs"),
    json(
        "POST /api/v1/handovers/{id}/close",
        "/api/v1/handovers/<handover>/close",
        ("{}", "sdydddds"),
    ),
    json(
        "POST /api/v1/handovers/{id}/correction",
        "/api/v1/handovers/<handover>/correction",
        (r#"{"reason": "it never took place"}"#, "sdydddds"),
    ),
    get(
        "GET /api/v1/clips/{id}/custody",
        "/api/v1/clips/<clip>/custody",
        "shyhhhhs",
    ),
    get("GET /clips/{id}/custody", "/clips/<clip>/custody", "shyhhhhs"),
    get(
        "GET /api/v1/clips/{id}/attribution",
        "/api/v1/clips/<clip>/attribution",
        "shyhhhhs",
    ),
    json(
        "POST /api/v1/clips/{id}/attribution",
        "/api/v1/clips/<clip>/attribution",
        (r#"{"reason": "the ledger knows"}"#, "shyhhhhs"),
    ),
    get("GET /api/v1/clips", "/api/v1/clips", "sdydddds"),
    get("GET /api/v1/filters", "/api/v1/filters", "sdydddds"),
    json(
        "POST /api/v1/filters",
        "/api/v1/filters",
        (r#"{"name": "<unique>", "query": "q=words"}"#, "sdydddds"),
    ),
    // The user's own; nobody else has it.
    get("DELETE /api/v1/filters/{id}", "/api/v1/filters/<filter>", "sdydddds"),
    form(
        "POST /clips/filters",
        "/clips/filters",
        ("name=<unique>&query=q%3Dwords", "sdydddds"),
    ),
    form(
        "POST /clips/filters/{id}/remove",
        "/clips/filters/<filter>/remove",
        ("", "sdydddds"),
    ),
    get("GET /api/v1/clips/{id}", "/api/v1/clips/<clip>", "shyhhhhs"),
    get(
        "GET /api/v1/clips/{id}/content",
        "/api/v1/clips/<clip>/content",
        "shyhhhhs",
    ),
    get(
        "GET /api/v1/clips/{id}/poster",
        "/api/v1/clips/<clip>/poster",
        "shyhhhhs",
    ),
    get(
        "GET /api/v1/cases/{id}/documents",
        "/api/v1/cases/<case>/documents",
        "shyhhhhs",
    ),
    json(
        "POST /api/v1/documents/{id}/download",
        "/api/v1/documents/<document>/download",
        (r#"{"reason": "asked for by the court"}"#, "shyhhhhs"),
    ),
    get(
        "GET /api/v1/documents/{id}/receipt",
        "/api/v1/documents/<document>/receipt",
        "shyhhhhs",
    ),
    json(
        "POST /api/v1/documents/{id}/statement",
        "/api/v1/documents/<document>/statement",
        (r#"{"title": "<unique>", "is_withdrawn": false}"#, "shyhhhhs"),
    ),
    form(
        "POST /documents/{id}",
        "/documents/<document>",
        ("title=<unique>", "shyhhhhs"),
    ),
    form(
        "POST /documents/{id}/download",
        "/documents/<document>/download",
        ("reason=asked+for+by+the+court", "shyhhhhs"),
    ),
    get(
        "GET /api/v1/clips/{id}/sensitivity",
        "/api/v1/clips/<clip>/sensitivity",
        "shyhhhhs",
    ),
    json(
        "POST /api/v1/clips/{id}/sensitivity",
        "/api/v1/clips/<clip>/sensitivity",
        (SENSITIVITY, "shyhhhhs"),
    ),
    json(
        "POST /api/v1/clips/{id}/download",
        "/api/v1/clips/<clip>/download",
        (r#"{"reason": "asked for by the court"}"#, "shyhhhhs"),
    ),
    get("GET /api/v1/tags", "/api/v1/tags", "syydddds"),
    get("GET /api/v1/clips/{id}/marks", "/api/v1/clips/<clip>/marks", "shyhhhhs"),
    json(
        "POST /api/v1/clips/tags",
        "/api/v1/clips/tags",
        (
            r#"{"clip_ids": ["<clip>"], "word": "seizure", "act": "put"}"#,
            "shyhhhhs",
        ),
    ),
    json(
        "POST /api/v1/clips/importance",
        "/api/v1/clips/importance",
        (r#"{"clip_ids": ["<clip>"], "verdict": "marked"}"#, "shyhhhhs"),
    ),
    json(
        "POST /api/v1/clips/settlement",
        "/api/v1/clips/settlement",
        (r#"{"clip_ids": ["<clip>"], "class": "routine"}"#, "shyhhhhs"),
    ),
    get("GET /api/v1/cases", "/api/v1/cases", "sdydddds"),
    json("POST /api/v1/cases", "/api/v1/cases", (CASE, "sdydddds")),
    json(
        "POST /api/v1/cases/import",
        "/api/v1/cases/import?kind=cases&apply=0",
        ("case number,title", "sdydddds"),
    ),
    get("GET /cases/import", "/cases/import", "sdydddds"),
    form("POST /cases/import", "/cases/import", ("kind=cases", "sdydddds")),
    get("GET /api/v1/cases/{id}", "/api/v1/cases/<case>", "shyhhhhs"),
    json(
        "POST /api/v1/cases/{id}/clips",
        "/api/v1/cases/<case>/clips",
        (LINKING, "shyhhhhs"),
    ),
    get(
        "DELETE /api/v1/cases/{id}/links/{link_id}",
        "/api/v1/cases/<case>/links/<link>",
        "shyhhhhs",
    ),
    json("PUT /api/v1/cases/{id}", "/api/v1/cases/<unique>", (TOLD, "sdddddds")),
    get(
        "GET /api/v1/cases/{id}/readiness",
        "/api/v1/cases/<case>/readiness",
        "shyhhhhs",
    ),
    get(
        "GET /api/v1/cases/{id}/heading",
        "/api/v1/cases/<case>/heading",
        "shyhhhhs",
    ),
    json(
        "POST /api/v1/cases/{id}/heading",
        "/api/v1/cases/<case>/heading",
        (r#"{"category": "penalty", "reason": "seen"}"#, "shyhhhhs"),
    ),
    get("GET /api/v1/cases/{id}/acts", "/api/v1/cases/<case>/acts", "shyhhhhs"),
    json(
        "POST /api/v1/cases/{id}/acts",
        "/api/v1/cases/<case>/acts",
        (ACT, "shyhhhhs"),
    ),
    get(
        "GET /api/v1/cases/{id}/acts/{act_id}",
        "/api/v1/cases/<case>/acts/<act>",
        "shyhhhhs",
    ),
    json(
        "POST /api/v1/cases/{id}/acts/{act_id}",
        "/api/v1/cases/<case>/acts/<act>",
        (r#"{"reason": "it never took place"}"#, "shyhhhhs"),
    ),
    get(
        "GET /api/v1/cases/{id}/objects",
        "/api/v1/cases/<case>/objects",
        "shyhhhhs",
    ),
    json(
        "POST /api/v1/cases/{id}/objects",
        "/api/v1/cases/<case>/objects",
        (OBJECT, "shyhhhhs"),
    ),
    json(
        "POST /api/v1/cases/{id}/objects/{object_id}/removal",
        "/api/v1/cases/<case>/objects/<object>/removal",
        (r#"{"reason": "a slip"}"#, "shyhhhhs"),
    ),
    get(
        "GET /api/v1/cases/{id}/suggestions",
        "/api/v1/cases/<case>/suggestions",
        "shyhhhhs",
    ),
    json(
        "POST /api/v1/cases/{id}/suggestions",
        "/api/v1/cases/<case>/suggestions",
        ("{}", "shyhhhhs"),
    ),
    json(
        "POST /api/v1/cases/{id}/links/{link_id}/placing",
        "/api/v1/cases/<case>/links/<link>/placing",
        (r#"{"stage": "investigation"}"#, "shyhhhhs"),
    ),
    get("GET /api/v1/objects", "/api/v1/objects?q=<unique>", "sdydddds"),
    get("GET /api/v1/case-numbers", "/api/v1/case-numbers", "syydddds"),
    json(
        "POST /api/v1/case-numbers",
        "/api/v1/case-numbers",
        (r#"{"unit_number": "U1", "pattern": null}"#, "syydddds"),
    ),
    get(
        "GET /api/v1/cases/{id}/members",
        "/api/v1/cases/<case>/members",
        "shyhhhhs",
    ),
    json(
        "POST /api/v1/cases/{id}/members",
        "/api/v1/cases/<case>/members",
        (r#"{"name": "somebody", "reason": "joint work"}"#, "shyhhhhs"),
    ),
    get(
        "DELETE /api/v1/cases/{id}/members/{member_id}",
        "/api/v1/cases/<case>/members/<member>",
        "shyhhhhs",
    ),
    get(
        "GET /api/v1/cases/{id}/sensitivity",
        "/api/v1/cases/<case>/sensitivity",
        "shyhhhhs",
    ),
    json(
        "POST /api/v1/cases/{id}/sensitivity",
        "/api/v1/cases/<case>/sensitivity",
        (SENSITIVITY, "shyhhhhs"),
    ),
    get("GET /", "/", "yyyyyyyy"),
    get("GET /static/{*rest}", "/static/main.css", "yyyyyyyy"),
    get("GET /setup", "/setup", "yyyyyyyy"),
    // Somebody has an account already: the link for the first one leads nowhere.
    form(
        "POST /setup",
        "/setup",
        ("secret=x&name=<unique>&password=<unique><unique>", "hhhhhhhh"),
    ),
    get("GET /sign-in", "/sign-in", "yyyyyyyy"),
    form(
        "POST /sign-in",
        "/sign-in",
        ("name=somebody&password=password-of-somebody&back=/", "yyyyyyyy"),
    ),
    form("POST /language", "/language", ("language=en&back=/", "yyyyyyyy")),
    get("GET /news", "/news", "syydddds"),
    get("GET /docks", "/docks", "syydddds"),
    form("POST /docks", "/docks", ("name=<unique>", "syddddds")),
    get("GET /docks/{id}/revoke", "/docks/<dock>/revoke", "syddddds"),
    form("POST /docks/{id}/revoke", "/docks/<dock>/revoke", ("", "syddddds")),
    form(
        "POST /docks/{id}/unit",
        "/docks/<dock>/unit",
        ("unit_number=U1", "syddddds"),
    ),
    get("GET /recorders", "/recorders", "syydddds"),
    form(
        "POST /recorders",
        "/recorders",
        ("serial=<unique>&title=<unique>", "syddddds"),
    ),
    get(
        "GET /recorders/{id}/expected",
        "/recorders/<recorder>/expected",
        "syyhhhhs",
    ),
    form(
        "POST /recorders/{id}/device",
        "/recorders/<recorder>/device",
        ("unit_number=U1&kind=recorder&state=in_use", "syddddds"),
    ),
    get("GET /units", "/units", "syydddds"),
    form("POST /units", "/units", ("number=<unique>&name=a+unit", "syddddds")),
    get("GET /units/{id}/use", "/units/<unit>/use", "syydddds"),
    get("GET /officers", "/officers", "syydddds"),
    form(
        "POST /officers",
        "/officers",
        ("number=<unique>&name=an+officer&unit_number=U1", "syddddds"),
    ),
    get("GET /handovers", "/handovers", "syydddds"),
    form(
        "POST /handovers",
        "/handovers",
        (
            "lead_number=O1&assisting_number=O2&recorder_serials=A1B2C3D",
            "sdydddds",
        ),
    ),
    get("GET /handovers/{id}", "/handovers/<handover>", "syyhhhhs"),
    form(
        "POST /handovers/{id}/close",
        "/handovers/<handover>/close",
        ("together=yes", "sdyhhhhs"),
    ),
    form(
        "POST /handovers/{id}/correction",
        "/handovers/<handover>/correction",
        (
            "lead_number=O2&assisting_number=O1&recorder_serials=A1B2C3D&reason=seen",
            "sdyhhhhs",
        ),
    ),
    form(
        "POST /handovers/{id}/void",
        "/handovers/<handover>/void",
        ("reason=seen", "sdydddds"),
    ),
    get("GET /api/v1/grants", "/api/v1/grants", "syddddds"),
    json("POST /api/v1/grants", "/api/v1/grants", (GRANT, "syddddds")),
    get("DELETE /api/v1/grants/{id}", "/api/v1/grants/<grant>", "syddddds"),
    json(
        "POST /api/v1/ledger/import",
        "/api/v1/ledger/import?kind=units&apply=0",
        ("number,name,parent number", "syddddds"),
    ),
    get("GET /ledger/import", "/ledger/import", "syddddds"),
    form("POST /ledger/import", "/ledger/import", ("kind=units", "syddddds")),
    get("GET /api/v1/webhooks", "/api/v1/webhooks", "syddddds"),
    json(
        "POST /api/v1/webhooks/{name}/resume",
        "/api/v1/webhooks/nobody/resume",
        ("{}", "syddddds"),
    ),
    get("GET /webhooks", "/webhooks", "syddddds"),
    form(
        "POST /webhooks/{name}/resume",
        "/webhooks/nobody/resume",
        ("", "syddddds"),
    ),
    get("GET /people", "/people", "syddddds"),
    form(
        "POST /people",
        "/people",
        ("name=<unique>&role=user&password=<unique><unique>", "syddddds"),
    ),
    form(
        "POST /people/grants",
        "/people/grants",
        ("name=somebody&role=auditor&unit_number=", "syddddds"),
    ),
    form(
        "POST /people/grants/{id}/withdraw",
        "/people/grants/<grant>/withdraw",
        ("", "syddddds"),
    ),
    get("GET /findings", "/findings", "syydddds"),
    form(
        "POST /findings/{id}/settle",
        "/findings/<finding>/settle",
        ("note=seen", "sdydddds"),
    ),
    get("GET /clips", "/clips", "sdydddds"),
    get("GET /clips/upload", "/clips/upload", "sdydddds"),
    get("GET /clips/{id}", "/clips/<clip>", "shyhhhhs"),
    get("GET /clips/{id}/poster", "/clips/<clip>/poster", "shyhhhhs"),
    get("GET /clips/{id}/receipt", "/clips/<clip>/receipt", "shyhhhhs"),
    get("GET /clips/{id}/statements", "/clips/<clip>/statements", "shyhhhhs"),
    form(
        "POST /clips/{id}/cases",
        "/clips/<clip>/cases",
        ("case=<case>&reason=seen", "shyhhhhs"),
    ),
    form(
        "POST /clips/{id}/attribution",
        "/clips/<clip>/attribution",
        ("act=state&lead_number=O1&assisting_number=O2&reason=seen", "shyhhhhs"),
    ),
    get("GET /clips/{id}/access", "/clips/<clip>/access", "shyhhhhs"),
    form(
        "POST /clips/{id}/sensitivity",
        "/clips/<clip>/sensitivity",
        ("reason=seen", "shyhhhhs"),
    ),
    form(
        "POST /clips/{id}/download",
        "/clips/<clip>/download",
        ("reason=asked+for+by+the+court", "shyhhhhs"),
    ),
    get("GET /cases/{id}/access", "/cases/<case>/access", "shyhhhhs"),
    form(
        "POST /cases/{id}/sensitivity",
        "/cases/<case>/sensitivity",
        ("reason=seen", "shyhhhhs"),
    ),
    form(
        "POST /cases/{id}/members",
        "/cases/<case>/members",
        ("name=somebody&reason=seen", "shyhhhhs"),
    ),
    form(
        "POST /cases/{id}/members/{member_id}/end",
        "/cases/<case>/members/<member>/end",
        ("", "shyhhhhs"),
    ),
    form(
        "POST /clips/{id}/marks",
        "/clips/<clip>/marks",
        ("deed=put:seizure", "shyhhhhs"),
    ),
    form(
        "POST /clips/marks",
        "/clips/marks",
        ("clip=<clip>&deed=put:seizure&count=1&back=/clips", "shyhhhhs"),
    ),
    form(
        "POST /clips/marks/undo",
        "/clips/marks/undo",
        ("clip=<clip>&undo=settle:routine&back=/clips", "shyhhhhs"),
    ),
    get("GET /cases", "/cases", "sdydddds"),
    form("POST /cases", "/cases", ("number=<unique>&title=<unique>", "sdydddds")),
    get("GET /cases/{id}", "/cases/<case>", "shyhhhhs"),
    get("GET /cases/{id}/choose", "/cases/<case>/choose", "shyhhhhs"),
    form(
        "POST /cases/{id}/clips",
        "/cases/<case>/clips",
        ("clip=<clip>&reason=seen", "shyhhhhs"),
    ),
    get(
        "GET /cases/{id}/links/{link_id}/unlink",
        "/cases/<case>/links/<link>/unlink",
        "shyhhhhs",
    ),
    form(
        "POST /cases/{id}/links/{link_id}/unlink",
        "/cases/<case>/links/<link>/unlink",
        ("", "shyhhhhs"),
    ),
    form(
        "POST /cases/{id}/links/{link_id}/placing",
        "/cases/<case>/links/<link>/placing",
        ("stage=investigation", "shyhhhhs"),
    ),
    form(
        "POST /cases/{id}/heading",
        "/cases/<case>/heading",
        ("category=penalty&reason=seen", "shyhhhhs"),
    ),
    form("POST /cases/{id}/acts", "/cases/<case>/acts", (ACT_FORM, "shyhhhhs")),
    get("GET /cases/{id}/acts/{act_id}", "/cases/<case>/acts/<act>", "shyhhhhs"),
    form(
        "POST /cases/{id}/acts/{act_id}",
        "/cases/<case>/acts/<act>",
        (ACT_FORM, "shyhhhhs"),
    ),
    form(
        "POST /cases/{id}/acts/{act_id}/void",
        "/cases/<case>/acts/<act>/void",
        ("reason=seen", "shyhhhhs"),
    ),
    form(
        "POST /cases/{id}/suggestions",
        "/cases/<case>/suggestions",
        ("do=accept", "shyhhhhs"),
    ),
    form(
        "POST /cases/{id}/objects",
        "/cases/<case>/objects",
        ("kind=plate&number=<unique>", "shyhhhhs"),
    ),
    form(
        "POST /cases/{id}/objects/{object_id}/removal",
        "/cases/<case>/objects/<object>/removal",
        ("reason=seen", "shyhhhhs"),
    ),
    get("GET /objects", "/objects?q=<unique>", "sdydddds"),
    get("GET /case-numbers", "/case-numbers", "syydddds"),
    form(
        "POST /case-numbers",
        "/case-numbers",
        ("unit_number=U1&pattern=", "syydddds"),
    ),
    // The last one: it ends the sessions that the others need.
    form("POST /sign-out", "/sign-out", ("", "yyyyyyyy")),
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
const TOLD: &str = r#"{"title": "told"}"#;
const OBJECT: &str = r#"{"kind": "plate", "is_party": false, "number": "<unique>"}"#;
const LINKING: &str = r#"{"clip_ids": ["<clip>"], "reason": null}"#;
const ROOM: &str = r#"{"unit_number": "U1", "name": "<unique>", "cameras": []}"#;
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
