//! The OpenAPI description: every route of THE table, and the bodies that are exchanged.

use evidence_schema::wire;
use utoipa::openapi::path::{HttpMethod, OperationBuilder, PathItem};
use utoipa::openapi::{InfoBuilder, OpenApiBuilder, PathsBuilder, ResponseBuilder};
use utoipa::{OpenApi, ToSchema};

use super::routes::ROUTES;

#[derive(OpenApi)]
#[openapi(components(schemas(
    wire::problem::Problem,
    wire::uploads::UploadStatus,
    wire::docks::EnrollRequest,
    wire::docks::EnrollAnswer,
    wire::docks::Offer,
    wire::docks::OfferAnswer,
    wire::docks::DockingReports,
    wire::docks::DockingAnswer,
    wire::docks::DockAlarm,
    wire::claims::DockUnitDraft,
    wire::claims::ClaimReports,
    wire::claims::ClaimAnswer,
    wire::claims::DockRoster,
    wire::clearing::ClearingQuestion,
    wire::clearing::ClearingAnswer,
    wire::clearing::ErasureReports,
    wire::clearing::ErasureAnswer,
    wire::ledger::UnitDraft,
    wire::ledger::UnitView,
    wire::usage::UnitUseReport,
    wire::expected::ExpectedFootage,
    wire::filters::FilterDraft,
    wire::filters::FilterView,
    wire::ledger::OfficerDraft,
    wire::ledger::OfficerView,
    wire::ledger::DeviceDraft,
    wire::ledger::RecorderView,
    wire::ledger::HandoverDraft,
    wire::ledger::HandoverClosing,
    wire::ledger::HandoverCorrection,
    wire::ledger::HandoverPage,
    wire::ledger::AttributionDraft,
    wire::ledger::AttributionView,
    wire::clocks::OffsetDraft,
    wire::clocks::ClipClock,
    wire::imports::ImportAnswer,
    wire::imports::CaseImportAnswer,
    wire::webhooks::WebhookBody,
    wire::webhooks::WebhookPage,
    wire::dictionary::Dictionary,
    wire::documents::DocumentList,
    wire::documents::DocumentStatement,
    wire::documents::DocumentReceipt,
    wire::access::GrantDraft,
    wire::access::GrantPage,
    wire::access::MemberDraft,
    wire::access::MemberPage,
    wire::access::SensitivityDraft,
    wire::access::SensitivityPage,
    wire::access::DownloadRequest,
    wire::marks::MarkCatalogue,
    wire::marks::TagRequest,
    wire::marks::ImportanceRequest,
    wire::marks::SettlementRequest,
    wire::marks::MarkAnswer,
    wire::marks::MarkVersions,
    wire::clips::ClipPage,
    wire::clips::CustodyChain,
    wire::cases::CaseDraft,
    wire::cases::CasePage,
    wire::cases::CaseDetail,
    wire::cases::LinkRequest,
    wire::acts::ActDraft,
    wire::case_system::CaseTold,
    wire::case_system::CaseTellAnswer,
    wire::case_system::Readiness,
    wire::case_states::StepDraft,
    wire::case_states::CaseStateView,
    wire::case_states::DeadlineList,
    wire::acts::ActCorrection,
    wire::acts::ActView,
    wire::coverage::CoverageView,
    wire::coverage::LeftOutDraft,
    wire::acts::ObjectDraft,
    wire::acts::ObjectRemoval,
    wire::acts::ObjectSearch,
    wire::acts::PlacingDraft,
    wire::acts::SuggestionList,
    wire::acts::SuggestionDecision,
    wire::rooms::RoomDraft,
    wire::rooms::RoomList,
    wire::rooms::RoomUseDraft,
    wire::rooms::RoomUseCorrection,
    wire::rooms::RoomUseList,
    wire::rooms::RoomUseDetail,
    wire::rooms::RoomWindows,
    wire::monitors::MonitorDraft,
    wire::monitors::MonitorList,
    wire::monitors::MonitorDetail,
    wire::monitors::DecisionDraft,
    wire::monitors::RecordDraft,
    wire::monitors::ReviewDraft,
    wire::monitors::RecordView,
    wire::catalogue::CatalogueView,
    wire::catalogue::CatalogueVersions,
    wire::catalogue::CatalogueAnswer,
    wire::explanations::ActExplanations,
    wire::explanations::ExplanationDraft,
    wire::explanations::ExplanationDecisionDraft,
    wire::explanations::ExplanationWork,
    wire::explanations::SiteNoteDraft,
    wire::time_marks::TimeMarkDraft,
    wire::time_marks::TimeMarkRemoval,
    wire::time_marks::TimeMarkList,
    wire::cases::HeadingDraft,
    wire::cases::HeadingView,
    wire::cases::NumberPatternDraft,
    wire::cases::NumberPatternView,
    evidence_schema::custody::receipt::Receipt,
)))]
struct Components;

/// The OpenAPI description, made from the table.
pub fn openapi() -> utoipa::openapi::OpenApi {
    let mut paths = PathsBuilder::new();
    for route in ROUTES {
        let method = match route.method {
            "GET" => HttpMethod::Get,
            "POST" => HttpMethod::Post,
            "PUT" => HttpMethod::Put,
            "PATCH" => HttpMethod::Patch,
            "DELETE" => HttpMethod::Delete,
            "HEAD" => HttpMethod::Head,
            _ => HttpMethod::Options,
        };
        let operation = OperationBuilder::new()
            .summary(Some(format!("Access: {}", route.class.as_str())))
            .response(
                "default",
                ResponseBuilder::new().description("Answer, or a Problem").build(),
            )
            .build();
        paths = paths.path(route.path, PathItem::new(method, operation));
    }
    let info = InfoBuilder::new()
        .title("Mingjing evidence server")
        .version(env!("CARGO_PKG_VERSION"))
        .build();
    OpenApiBuilder::new()
        .info(info)
        .paths(paths.build())
        .components(Components::openapi().components)
        .build()
}

/// Keeps the import that the derive needs honest.
const _: fn() = || {
    fn described<T: ToSchema>() {}
    described::<wire::problem::Problem>();
};
