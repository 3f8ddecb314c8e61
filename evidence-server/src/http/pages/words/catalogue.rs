//! The texts of both languages, compiled in and parsed once.

use std::sync::OnceLock;

use fluent_bundle::FluentResource;
use fluent_bundle::concurrent::FluentBundle;
use unic_langid::LanguageIdentifier;

use super::Language;

macro_rules! files {
    ($folder:literal) => {
        [
            include_str!(concat!("../../../../locales/", $folder, "/frame.ftl")),
            include_str!(concat!("../../../../locales/", $folder, "/docks.ftl")),
            include_str!(concat!("../../../../locales/", $folder, "/clips.ftl")),
            include_str!(concat!("../../../../locales/", $folder, "/clip.ftl")),
            include_str!(concat!("../../../../locales/", $folder, "/custody.ftl")),
            include_str!(concat!("../../../../locales/", $folder, "/media.ftl")),
            include_str!(concat!("../../../../locales/", $folder, "/cases.ftl")),
            include_str!(concat!("../../../../locales/", $folder, "/findings.ftl")),
            include_str!(concat!("../../../../locales/", $folder, "/people.ftl")),
            include_str!(concat!("../../../../locales/", $folder, "/ledger.ftl")),
            include_str!(concat!("../../../../locales/", $folder, "/problems.ftl")),
            include_str!(concat!("../../../../locales/", $folder, "/ledger_import.ftl")),
            include_str!(concat!("../../../../locales/", $folder, "/marks.ftl")),
            include_str!(concat!("../../../../locales/", $folder, "/documents.ftl")),
            include_str!(concat!("../../../../locales/", $folder, "/acts.ftl")),
            include_str!(concat!("../../../../locales/", $folder, "/sources.ftl")),
            include_str!(concat!("../../../../locales/", $folder, "/exchange.ftl")),
            include_str!(concat!("../../../../locales/", $folder, "/usage.ftl")),
            include_str!(concat!("../../../../locales/", $folder, "/expected.ftl")),
            include_str!(concat!("../../../../locales/", $folder, "/monitors.ftl")),
            include_str!(concat!("../../../../locales/", $folder, "/clocks.ftl")),
            include_str!(concat!("../../../../locales/", $folder, "/catalogue.ftl")),
            include_str!(concat!("../../../../locales/", $folder, "/states.ftl")),
            include_str!(concat!("../../../../locales/", $folder, "/explanations.ftl")),
        ]
    };
}

/// The texts of a language, as they stand in `locales/`.
pub(super) const fn texts(language: Language) -> [&'static str; 24] {
    match language {
        Language::Chinese => files!("zh-CN"),
        Language::English => files!("en"),
    }
}

/// For plural forms and numbers.
fn identifier(language: Language) -> LanguageIdentifier {
    language.tag().parse().unwrap_or_default()
}

/// The texts of a language, ready to be spoken.
pub(super) fn bundle(language: Language) -> &'static FluentBundle<FluentResource> {
    static CHINESE: OnceLock<FluentBundle<FluentResource>> = OnceLock::new();
    static ENGLISH: OnceLock<FluentBundle<FluentResource>> = OnceLock::new();
    match language {
        Language::Chinese => CHINESE.get_or_init(|| made(language)),
        Language::English => ENGLISH.get_or_init(|| made(language)),
    }
}

fn made(language: Language) -> FluentBundle<FluentResource> {
    let mut bundle = FluentBundle::new_concurrent(vec![identifier(language)]);
    // Names from devices are cleaned and stand in elements of their own; marks around blanks would only be in the way.
    bundle.set_use_isolating(false);
    for text in texts(language) {
        let resource = match FluentResource::try_new(text.to_owned()) {
            Ok(resource) => resource,
            Err((resource, errors)) => {
                tracing::error!(
                    language = language.tag(),
                    ?errors,
                    "texts of the pages cannot be read in full"
                );
                resource
            }
        };
        if let Err(errors) = bundle.add_resource(resource) {
            tracing::error!(language = language.tag(), ?errors, "a text of the pages is there twice");
        }
    }
    bundle
}
