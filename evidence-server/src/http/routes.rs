//! THE table: method, path, access class, handler. Everything that can be reached stands here, once.
//!
//! What must stay true: the router, the OpenAPI description and the access test are all made from this table.

use axum::Router;
use axum::routing::{MethodFilter, on};

use super::api::{
    access, acts, case_states, case_system, cases, catalogue, clips, clocks, coverage, dictionary, docks, documents,
    explanations, filters, imports, ledger, log, marks, monitors, objects, receipts, review, rooms, system, usage,
    webhooks,
};
pub use super::class::{Class, Route};
pub use super::openapi::openapi;
use super::{pages, problem, tus};
use crate::app::App;

macro_rules! table {
    ($($method:ident $path:literal $class:ident => $handler:path;)+) => {
        /// Every route.
        pub const ROUTES: &[Route] =
            &[$(Route { method: stringify!($method), path: $path, class: Class::$class }),+];

        fn mounted() -> Router<App> {
            Router::new()$(.route($path, on(MethodFilter::$method, $handler)))+
        }
    };
}

table! {
    GET "/healthz" Open => system::healthz;
    GET "/readyz" Open => system::readyz;
    GET "/metrics" Administrator => system::metrics;
    GET "/openapi.json" Open => system::openapi;
    GET "/api/v1/dictionary" Open => dictionary::dictionary;
    GET "/log/checkpoint" Open => log::checkpoint;
    GET "/log/tile/{*rest}" Open => log::tile;

    OPTIONS "/api/v1/uploads" Open => tus::options;
    POST "/api/v1/uploads" Uploader => tus::create;
    OPTIONS "/api/v1/uploads/{id}" Open => tus::options;
    POST "/api/v1/uploads/{id}" Uploader => tus::overridden;
    HEAD "/api/v1/uploads/{id}" Uploader => tus::head;
    PATCH "/api/v1/uploads/{id}" Uploader => tus::patch;
    DELETE "/api/v1/uploads/{id}" Uploader => tus::terminate;
    GET "/api/v1/uploads/{id}/state" Uploader => receipts::status;
    GET "/api/v1/uploads/{id}/receipt" Uploader => receipts::of_upload;
    GET "/api/v1/captures/{id}/receipt" Dock => receipts::of_capture;

    POST "/api/v1/docks/enroll" Open => docks::enroll;
    POST "/api/v1/docks/offer" Dock => docks::offer;
    POST "/api/v1/docks/dockings" Dock => docks::dockings;
    POST "/api/v1/docks/alarm" Dock => docks::alarm;
    POST "/api/v1/docks/clearing" Dock => docks::clearing;
    POST "/api/v1/docks/erasures" Dock => docks::erasures;
    POST "/api/v1/docks/{id}/unit" Administrator => docks::unit;
    GET "/api/v1/docks/roster" Dock => docks::roster;
    GET "/api/v1/docks/rooms" Dock => rooms::windows;
    POST "/api/v1/docks/claims" Dock => docks::claims;

    GET "/api/v1/units" Person => ledger::units;
    POST "/api/v1/units" Administrator => ledger::unit_put;
    GET "/api/v1/units/{id}/use" Person => usage::of_unit;
    GET "/api/v1/officers" Person => ledger::officers;
    POST "/api/v1/officers" Administrator => ledger::officer_put;
    GET "/api/v1/recorders" Person => ledger::recorders;
    GET "/api/v1/recorders/{id}/expected" Person => usage::expected;
    POST "/api/v1/recorders/{id}/device" Administrator => ledger::device_put;
    GET "/api/v1/handovers" Person => ledger::handovers;
    POST "/api/v1/handovers" User => ledger::handover_open;
    GET "/api/v1/handovers/{id}" Person => ledger::handover;
    POST "/api/v1/handovers/{id}/close" User => ledger::handover_close;
    POST "/api/v1/handovers/{id}/correction" User => ledger::handover_correct;

    GET "/api/v1/grants" Administrator => access::grants;
    POST "/api/v1/grants" Administrator => access::grant;
    DELETE "/api/v1/grants/{id}" Administrator => access::withdraw;

    POST "/api/v1/ledger/import" Administrator => imports::import;
    GET "/api/v1/webhooks" Administrator => webhooks::list;
    POST "/api/v1/webhooks/{name}/resume" Administrator => webhooks::resume;

    GET "/api/v1/clips" User => clips::list;
    GET "/api/v1/filters" User => filters::list;
    POST "/api/v1/filters" User => filters::save;
    DELETE "/api/v1/filters/{id}" User => filters::remove;
    GET "/api/v1/clips/{id}" User => clips::one;
    GET "/api/v1/clips/{id}/content" User => clips::content;
    GET "/api/v1/clips/{id}/poster" User => clips::poster;
    GET "/api/v1/clips/{id}/custody" User => clips::custody;
    GET "/api/v1/clips/{id}/attribution" User => ledger::attributions;
    POST "/api/v1/clips/{id}/attribution" User => ledger::attribution_state;
    GET "/api/v1/clips/{id}/clock" User => clocks::of_clip;
    POST "/api/v1/clips/{id}/clock" User => clocks::state;
    GET "/api/v1/cases/{id}/documents" User => documents::list;
    POST "/api/v1/documents/{id}/download" User => documents::download;
    GET "/api/v1/documents/{id}/receipt" User => documents::receipt;
    POST "/api/v1/documents/{id}/statement" User => documents::state;
    GET "/api/v1/clips/{id}/sensitivity" User => access::of_clip;
    POST "/api/v1/clips/{id}/sensitivity" User => access::flag_clip;
    POST "/api/v1/clips/{id}/download" User => access::download;
    GET "/api/v1/tags" Person => marks::catalogue;
    GET "/api/v1/clips/{id}/marks" User => marks::of_clip;
    POST "/api/v1/clips/tags" User => marks::tag;
    POST "/api/v1/clips/importance" User => marks::importance;
    POST "/api/v1/clips/settlement" User => marks::settlement;
    GET "/api/v1/cases" User => cases::list;
    POST "/api/v1/cases" User => cases::create;
    POST "/api/v1/cases/import" User => imports::cases;
    GET "/api/v1/cases/{id}" User => cases::one;
    PUT "/api/v1/cases/{id}" CaseSystem => case_system::tell;
    GET "/api/v1/cases/{id}/readiness" User => case_system::readiness;
    POST "/api/v1/cases/{id}/clips" User => cases::link;
    DELETE "/api/v1/cases/{id}/links/{link_id}" User => cases::unlink;
    GET "/api/v1/cases/{id}/members" User => access::members;
    POST "/api/v1/cases/{id}/members" User => access::member_add;
    DELETE "/api/v1/cases/{id}/members/{member_id}" User => access::member_end;
    GET "/api/v1/cases/{id}/sensitivity" User => access::of_case;
    POST "/api/v1/cases/{id}/sensitivity" User => access::flag_case;
    GET "/api/v1/cases/{id}/heading" User => cases::headings;
    POST "/api/v1/cases/{id}/heading" User => cases::heading_state;
    GET "/api/v1/cases/{id}/states" User => case_states::of_case;
    POST "/api/v1/cases/{id}/states" User => case_states::state;
    GET "/api/v1/deadlines" User => case_states::deadlines;
    GET "/api/v1/cases/{id}/acts" User => acts::list;
    POST "/api/v1/cases/{id}/acts" User => acts::enter;
    GET "/api/v1/cases/{id}/acts/{act_id}" User => acts::one;
    POST "/api/v1/cases/{id}/acts/{act_id}" User => acts::correct;
    GET "/api/v1/cases/{id}/acts/{act_id}/coverage" User => coverage::of_act;
    POST "/api/v1/cases/{id}/acts/{act_id}/sheets" User => review::make_sheet;
    GET "/api/v1/cases/{id}/gates/submit" User => review::submit_gate;
    GET "/api/v1/cases/{id}/gates/close" User => review::close_gate;
    GET "/api/v1/cases/{id}/review" User => review::of_case;
    POST "/api/v1/cases/{id}/bundles" User => review::send;
    POST "/api/v1/cases/{id}/opinions" User => review::give;
    POST "/api/v1/cases/{id}/settlings" User => review::settle;
    GET "/api/v1/cases/{id}/records" User => review::records;
    GET "/api/v1/records/{id}/note" User => review::note;
    GET "/api/v1/records/{id}/differences" User => review::differs;
    POST "/api/v1/cases/{id}/acts/{act_id}/left-out" User => coverage::leave_out;
    GET "/api/v1/cases/{id}/objects" User => objects::list;
    POST "/api/v1/cases/{id}/objects" User => objects::enter;
    POST "/api/v1/cases/{id}/objects/{object_id}/removal" User => objects::remove;
    GET "/api/v1/cases/{id}/suggestions" User => acts::suggestions;
    POST "/api/v1/cases/{id}/suggestions" User => acts::decide;
    POST "/api/v1/cases/{id}/links/{link_id}/placing" User => acts::place;
    GET "/api/v1/objects" User => objects::search;
    GET "/api/v1/case-numbers" Person => cases::number_patterns;
    POST "/api/v1/case-numbers" Person => cases::number_pattern_state;

    GET "/api/v1/rooms" Person => rooms::list;
    POST "/api/v1/rooms" Person => rooms::state;
    GET "/api/v1/rooms/uses" User => rooms::uses;
    POST "/api/v1/rooms/uses" User => rooms::enter;
    GET "/api/v1/rooms/uses/{id}" User => rooms::one;
    POST "/api/v1/rooms/uses/{id}" User => rooms::correct;
    GET "/api/v1/monitors" Person => monitors::list;
    POST "/api/v1/monitors" Person => monitors::state;
    GET "/api/v1/monitors/{id}" Person => monitors::one;
    POST "/api/v1/monitors/{id}/decisions" User => monitors::decide;
    GET "/api/v1/clips/{id}/record" User => monitors::record;
    POST "/api/v1/clips/{id}/record" User => monitors::record_state;
    POST "/api/v1/clips/{id}/record/reviews" User => monitors::review;

    GET "/api/v1/explanations" User => explanations::work;
    POST "/api/v1/explanations/{id}/decision" User => explanations::decide;
    GET "/api/v1/cases/{id}/acts/{act_id}/explanations" User => explanations::of_act;
    POST "/api/v1/cases/{id}/acts/{act_id}/explanations" User => explanations::give;
    POST "/api/v1/cases/{id}/acts/{act_id}/site" User => explanations::site;
    GET "/api/v1/clips/{id}/time-marks" User => explanations::marks;
    POST "/api/v1/clips/{id}/time-marks" User => explanations::mark;
    POST "/api/v1/clips/{id}/time-marks/{mark_id}/removal" User => explanations::mark_remove;
    GET "/api/v1/catalogue" Person => catalogue::one;
    POST "/api/v1/catalogue" Administrator => catalogue::state;
    GET "/api/v1/catalogue/versions" Person => catalogue::versions;

    GET "/" Open => pages::home;
    GET "/static/{*rest}" Open => pages::assets::file;
    GET "/setup" Open => pages::account::setup;
    POST "/setup" Open => pages::account::setup_do;
    GET "/sign-in" Open => pages::account::sign_in;
    POST "/sign-in" Open => pages::account::sign_in_do;
    POST "/sign-out" Open => pages::account::sign_out;
    POST "/language" Open => pages::account::language;
    GET "/news" Person => pages::news::news;
    GET "/dictionary" Open => pages::dictionary::page;
    GET "/dictionary.csv" Open => pages::dictionary::table;
    GET "/docks" Person => pages::docks::list;
    POST "/docks" Administrator => pages::docks::token;
    GET "/docks/{id}/revoke" Administrator => pages::docks::revoke_ask;
    POST "/docks/{id}/revoke" Administrator => pages::docks::revoke;
    POST "/docks/{id}/unit" Administrator => pages::docks::unit;
    GET "/recorders" Person => pages::recorders::list;
    POST "/recorders" Administrator => pages::recorders::add;
    GET "/recorders/{id}/expected" Person => pages::ledger::expected::of_recorder;
    POST "/recorders/{id}/device" Administrator => pages::recorders::device;
    GET "/units" Person => pages::ledger::units::list;
    POST "/units" Administrator => pages::ledger::units::put;
    GET "/units/{id}/use" Person => pages::ledger::usage::of_unit;
    GET "/officers" Person => pages::ledger::officers::list;
    POST "/officers" Administrator => pages::ledger::officers::put;
    GET "/handovers" Person => pages::ledger::handovers::list;
    POST "/handovers" User => pages::ledger::handovers::open;
    GET "/handovers/{id}" Person => pages::ledger::handover::one;
    GET "/slate" Person => pages::slate::page;
    GET "/slate/code" Person => pages::slate::code;
    POST "/handovers/{id}/close" User => pages::ledger::handover::close;
    POST "/handovers/{id}/correction" User => pages::ledger::handover::correct;
    POST "/handovers/{id}/void" User => pages::ledger::handover::never;
    GET "/ledger/import" Administrator => pages::imports::ask;
    POST "/ledger/import" Administrator => pages::imports::import;
    GET "/webhooks" Administrator => pages::webhooks::list;
    POST "/webhooks/{name}/resume" Administrator => pages::webhooks::resume;
    GET "/people" Administrator => pages::people::list;
    POST "/people" Administrator => pages::people::add;
    POST "/people/grants" Administrator => pages::people::grant;
    POST "/people/grants/{id}/withdraw" Administrator => pages::people::withdraw;
    GET "/findings" Person => pages::findings::list;
    POST "/findings/{id}/settle" User => pages::findings::settle;
    GET "/clips" User => pages::clips::list;
    GET "/clips/upload" User => pages::brought::page;
    POST "/clips/filters" User => pages::filters::save;
    POST "/clips/filters/{id}/remove" User => pages::filters::remove;
    GET "/clips/{id}" User => pages::clips::one;
    GET "/clips/{id}/poster" User => pages::clips::poster;
    GET "/clips/{id}/custody" User => pages::custody::chain;
    GET "/clips/{id}/receipt" User => pages::clips::receipt;
    GET "/clips/{id}/statements" User => pages::clips::statements;
    POST "/clips/{id}/cases" User => pages::clips::link;
    GET "/clips/{id}/access" User => pages::access::of_clip;
    POST "/clips/{id}/sensitivity" User => pages::access::flag_clip;
    POST "/clips/{id}/download" User => pages::access::download;
    POST "/clips/{id}/attribution" User => pages::clips::attribution;
    POST "/clips/{id}/clock" User => pages::clocks::state;
    POST "/clips/{id}/marks" User => pages::clips::mark;
    GET "/cases/{id}/review" User => pages::review::one;
    POST "/cases/{id}/review/send" User => pages::review::send;
    POST "/cases/{id}/review/close" User => pages::review::close;
    POST "/cases/{id}/review/opinion" User => pages::review::give;
    POST "/cases/{id}/review/settle" User => pages::review::settle;
    GET "/cases/{id}/opinions" User => pages::review::opinions;
    POST "/cases/{id}/acts/{act_id}/sheet" User => pages::review::make_sheet;
    GET "/records/{id}" User => pages::review::record;
    POST "/documents/{id}" User => pages::documents::state;
    POST "/documents/{id}/download" User => pages::documents::download;
    POST "/clips/marks" User => pages::marks::chosen;
    POST "/clips/marks/undo" User => pages::marks::undo;
    GET "/cases" User => pages::cases::list;
    POST "/cases" User => pages::cases::create;
    GET "/cases/import" User => pages::cases::importing::ask;
    POST "/cases/import" User => pages::cases::importing::import;
    GET "/cases/{id}" User => pages::cases::one;
    GET "/cases/{id}/access" User => pages::access::of_case;
    POST "/cases/{id}/sensitivity" User => pages::access::flag_case;
    POST "/cases/{id}/members" User => pages::access::member_add;
    POST "/cases/{id}/members/{member_id}/end" User => pages::access::member_end;
    GET "/cases/{id}/choose" User => pages::cases::choose;
    POST "/cases/{id}/clips" User => pages::cases::link;
    GET "/cases/{id}/links/{link_id}/unlink" User => pages::cases::unlink_ask;
    POST "/cases/{id}/links/{link_id}/unlink" User => pages::cases::unlink;
    POST "/cases/{id}/links/{link_id}/placing" User => pages::cases::place;
    POST "/cases/{id}/heading" User => pages::cases::heading::state;
    POST "/cases/{id}/states" User => pages::cases::states::state;
    GET "/deadlines" User => pages::cases::states::deadlines;
    POST "/cases/{id}/acts" User => pages::cases::acts::enter;
    GET "/cases/{id}/acts/{act_id}" User => pages::cases::acts::one;
    POST "/cases/{id}/acts/{act_id}" User => pages::cases::acts::correct;
    POST "/cases/{id}/acts/{act_id}/void" User => pages::cases::acts::never;
    POST "/cases/{id}/acts/{act_id}/left-out" User => pages::cases::acts::leave_out;
    POST "/cases/{id}/suggestions" User => pages::cases::acts::decide;
    POST "/cases/{id}/objects" User => pages::cases::objects::enter;
    POST "/cases/{id}/objects/{object_id}/removal" User => pages::cases::objects::remove;
    GET "/explanations" User => pages::explanations::work;
    POST "/explanations/{id}/decision" User => pages::explanations::decide;
    GET "/cases/{id}/acts/{act_id}/explanations" User => pages::explanations::of_act;
    POST "/cases/{id}/acts/{act_id}/explanations" User => pages::explanations::give;
    POST "/cases/{id}/acts/{act_id}/site" User => pages::explanations::site;
    GET "/clips/{id}/marks.vtt" User => pages::time_marks::track;
    POST "/clips/{id}/time-marks" User => pages::time_marks::set;
    POST "/clips/{id}/time-marks/{mark_id}/removal" User => pages::time_marks::remove;
    GET "/rooms" Person => pages::rooms::list;
    POST "/rooms" Person => pages::rooms::state;
    POST "/rooms/uses" User => pages::rooms::enter;
    GET "/rooms/uses/{id}" User => pages::rooms::one;
    POST "/rooms/uses/{id}" User => pages::rooms::correct;
    POST "/rooms/uses/{id}/clips" User => pages::rooms::link;
    GET "/monitors" Person => pages::monitors::list;
    POST "/monitors" Person => pages::monitors::state;
    GET "/monitors/{id}" Person => pages::monitors::one;
    POST "/monitors/{id}/decisions" User => pages::monitors::decide;
    POST "/clips/{id}/record" User => pages::clips::record;
    GET "/objects" User => pages::cases::objects::search;
    GET "/case-numbers" Person => pages::cases::heading::numbers;
    POST "/case-numbers" Person => pages::cases::heading::number_state;
}

/// The router with everything mounted.
pub fn router() -> Router<App> {
    mounted()
        .fallback(problem::no_route)
        .method_not_allowed_fallback(problem::no_method)
}
