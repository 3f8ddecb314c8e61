//! The JSON Schema of everything that travels: made from the types, kept in `schema/json`, compared here.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use utoipa::ToSchema;

use crate::custody::package::Manifest;
use crate::custody::receipt::Receipt;
use crate::custody::statement::CaptureStatement;
use crate::golden;

/// Schemas by name; two types of one name are an error, because the second would hide the first.
#[derive(Default)]
struct Definitions(BTreeMap<String, Value>);

impl Definitions {
    fn add<T: ToSchema>(mut self) -> Self {
        let mut found = vec![(T::name().into_owned(), T::schema())];
        T::schemas(&mut found);
        for (name, schema) in found {
            let text = serde_json::to_string(&schema)
                .unwrap()
                .replace("#/components/schemas/", "#/$defs/");
            let schema: Value = serde_json::from_str(&text).unwrap();
            let known = self.0.entry(name.clone()).or_insert_with(|| schema.clone());
            assert_eq!(*known, schema, "two types are called {name}");
        }
        self
    }

    fn document(self, title: &str) -> String {
        golden::pretty(&json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": title,
            "$defs": self.0,
        }))
    }
}

fn bodies() -> Definitions {
    bodies_of_explanations(bodies_of_docks(bodies_of_acts(
        bodies_of_people(Definitions::default()),
    )))
}

fn bodies_of_explanations(definitions: Definitions) -> Definitions {
    definitions
        .add::<super::explanations::ExplanationDraft>()
        .add::<super::explanations::ExplanationDecisionDraft>()
        .add::<super::explanations::ActExplanations>()
        .add::<super::explanations::ExplanationWork>()
        .add::<super::explanations::SiteNoteDraft>()
        .add::<super::time_marks::TimeMarkDraft>()
        .add::<super::time_marks::TimeMarkRemoval>()
        .add::<super::time_marks::TimeMarkList>()
}

fn bodies_of_people(definitions: Definitions) -> Definitions {
    definitions
        .add::<super::access::GrantDraft>()
        .add::<super::access::GrantPage>()
        .add::<super::access::MemberDraft>()
        .add::<super::access::MemberPage>()
        .add::<super::access::SensitivityDraft>()
        .add::<super::access::SensitivityPage>()
        .add::<super::access::DownloadRequest>()
        .add::<super::cases::CaseDraft>()
        .add::<super::cases::CasePage>()
        .add::<super::cases::CaseDetail>()
        .add::<super::cases::LinkRequest>()
        .add::<super::cases::NumberPatternDraft>()
        .add::<super::cases::NumberPatternView>()
        .add::<super::acts::ActDraft>()
        .add::<super::case_system::CaseTold>()
        .add::<super::case_system::CaseTellAnswer>()
        .add::<super::case_system::Readiness>()
        .add::<super::webhooks::WebhookBody>()
        .add::<super::dictionary::Dictionary>()
        .add::<super::webhooks::WebhookPage>()
        .add::<super::acts::ActCorrection>()
        .add::<super::acts::ActView>()
        .add::<super::acts::ObjectDraft>()
        .add::<super::acts::ObjectRemoval>()
        .add::<super::acts::ObjectSearch>()
        .add::<super::acts::PlacingDraft>()
        .add::<super::acts::SuggestionList>()
        .add::<super::acts::SuggestionDecision>()
        .add::<super::clearing::ClearingQuestion>()
        .add::<super::clearing::ClearingAnswer>()
        .add::<super::clearing::ErasureReports>()
        .add::<super::clearing::ErasureAnswer>()
        .add::<super::clips::ClipPage>()
        .add::<super::clips::CustodyChain>()
        .add::<super::ledger::UnitDraft>()
        .add::<super::ledger::UnitView>()
        .add::<super::ledger::OfficerDraft>()
        .add::<super::ledger::OfficerView>()
        .add::<super::ledger::DeviceDraft>()
        .add::<super::ledger::RecorderView>()
        .add::<super::ledger::HandoverPage>()
        .add::<super::ledger::HandoverDraft>()
        .add::<super::ledger::HandoverClosing>()
        .add::<super::ledger::HandoverCorrection>()
        .add::<super::ledger::AttributionDraft>()
        .add::<super::ledger::AttributionView>()
        .add::<super::marks::MarkCatalogue>()
        .add::<super::marks::TagRequest>()
        .add::<super::marks::ImportanceRequest>()
        .add::<super::marks::SettlementRequest>()
        .add::<super::marks::MarkAnswer>()
        .add::<super::marks::MarkVersions>()
        .add::<super::documents::DocumentList>()
        .add::<super::documents::DocumentStatement>()
        .add::<super::documents::DocumentReceipt>()
}

fn bodies_of_acts(definitions: Definitions) -> Definitions {
    definitions
        .add::<super::coverage::CoverageView>()
        .add::<super::coverage::LeftOutDraft>()
        .add::<super::review::GateView>()
        .add::<super::review::BundleFacts>()
        .add::<super::review::SheetFacts>()
        .add::<super::review::BundleDraft>()
        .add::<super::review::RecordView>()
        .add::<super::review::ReviewView>()
        .add::<super::review::OpinionDraft>()
        .add::<super::review::SettlingDraft>()
        .add::<super::review::DifferencesView>()
        .add::<crate::custody::record::Record>()
        .add::<super::clocks::OffsetDraft>()
        .add::<super::clocks::ClipClock>()
}

fn bodies_of_docks(definitions: Definitions) -> Definitions {
    definitions
        .add::<super::docks::EnrollRequest>()
        .add::<super::docks::EnrollAnswer>()
        .add::<super::docks::Offer>()
        .add::<super::docks::OfferAnswer>()
        .add::<super::docks::DockingReports>()
        .add::<super::docks::DockingAnswer>()
        .add::<super::docks::DockAlarm>()
        .add::<super::claims::DockUnitDraft>()
        .add::<super::claims::ClaimReports>()
        .add::<super::claims::ClaimAnswer>()
        .add::<super::claims::DockRoster>()
        .add::<super::media::MediaRequest>()
        .add::<super::media::MediaAnswer>()
        .add::<super::problem::Problem>()
        .add::<super::uploads::UploadStatus>()
}

fn proofs() -> Definitions {
    Definitions::default()
        .add::<Manifest>()
        .add::<Receipt>()
        .add::<CaptureStatement>()
}

#[test]
fn schema_of_the_bodies_is_the_one_that_is_kept() {
    golden::assert_made(
        "schema/json/wire.schema.json",
        &bodies().document("Bodies between agent, server and pages"),
    );
}

#[test]
fn schema_of_the_proofs_is_the_one_that_is_kept() {
    let title = "Receipts, capture statements and the manifest of an exported case folder";
    golden::assert_made("schema/json/proofs.schema.json", &proofs().document(title));
}

#[test]
fn every_reference_leads_to_a_definition() {
    for definitions in [bodies(), proofs()] {
        let text = serde_json::to_string(&definitions.0).unwrap();
        let names = text
            .split("#/$defs/")
            .skip(1)
            .map(|rest| rest.split('"').next().unwrap());
        for name in names {
            assert!(
                definitions.0.contains_key(name),
                "{name} is referred to and not defined"
            );
        }
    }
}

/// Types that travel inside a macro's output or are no body at all.
const NO_BODIES: [&str; 2] = ["EnrollToken", "MediaRequestRefused"];

#[test]
fn no_body_is_forgotten() {
    let definitions = bodies().0;
    let sources = [
        "access",
        "acts",
        "case_system",
        "cases",
        "clearing",
        "clips",
        "docks",
        "problem",
        "uploads",
        "media/mod",
        "media/facts",
    ];
    let mut seen = 0;
    for source in sources {
        let text = golden::read(&format!("schema/src/wire/{source}.rs"));
        for line in text.lines() {
            let Some(rest) = line
                .strip_prefix("pub struct ")
                .or_else(|| line.strip_prefix("pub enum "))
            else {
                continue;
            };
            let name = rest.split([' ', '(', ';']).next().unwrap();
            let name = if (source, name) == ("media/facts", "TimeClaim") {
                "MediaTimeClaim"
            } else {
                name
            };
            seen += 1;
            assert!(
                definitions.contains_key(name) || NO_BODIES.contains(&name),
                "{name} of {source} has no schema"
            );
        }
    }
    assert!(
        seen > 30,
        "only {seen} types were found: is this still where they stand?"
    );
}

#[test]
fn unknown_fields_are_refused_by_every_object() {
    for (name, schema) in bodies().0.into_iter().chain(proofs().0) {
        if schema.get("properties").is_some() {
            assert_eq!(schema["additionalProperties"], json!(false), "{name}");
        }
    }
}
